package ai.band.runtime;

import java.time.Duration;

/** A moment by which something must be over. */
record Deadline(long nanoTime) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** The time left, never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  boolean passed() {
    return nanoTime - System.nanoTime() <= 0;
  }
}
