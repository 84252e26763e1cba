package ai.band.local.world;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Instants that never repeat, in microseconds as Band writes them. */
final class Timekeeper {
  private final AtomicLong last = new AtomicLong();

  Instant now() {
    Instant clock = Instant.now();
    long micros = clock.getEpochSecond() * 1_000_000 + clock.getNano() / 1_000;
    long stamp = last.updateAndGet(previous -> Math.max(previous + 1, micros));
    return Instant.ofEpochSecond(
        Math.floorDiv(stamp, 1_000_000L), Math.floorMod(stamp, 1_000_000L) * 1_000);
  }

  static boolean isPast(Instant deadline) {
    return Duration.between(Instant.now(), deadline).isNegative();
  }
}
