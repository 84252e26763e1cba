package ai.band.platform;

import java.time.Duration;

/** One span of time that several waits share. */
record Deadline(long nanoTime) {
  static Deadline in(Duration span) {
    return new Deadline(System.nanoTime() + span.toNanos());
  }

  /** What is left; zero when it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }
}
