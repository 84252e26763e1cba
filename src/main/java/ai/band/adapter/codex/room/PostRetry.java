package ai.band.adapter.codex.room;

import ai.band.platform.rest.BandRestException;
import java.time.Duration;

/**
 * How often a post is tried, and how long the pauses are. The platform's own wish for a pause wins
 * when it is longer.
 *
 * @param attempts in all, the first included
 * @param firstPause doubles after each attempt
 * @param longestPause limit of a pause, also of one that the platform asks for
 */
record PostRetry(int attempts, Duration firstPause, Duration longestPause) {
  /** For what a person waits for: on top of what the REST client repeats by itself. */
  static final PostRetry MESSAGE = new PostRetry(4, Duration.ofMillis(500), Duration.ofSeconds(10));

  /** For reports: the first attempt and two more. */
  static final PostRetry EVENT = new PostRetry(3, Duration.ofMillis(250), Duration.ofSeconds(5));

  void pauseOrThrow(int attempt, BandRestException failure, Pauses pauses)
      throws InterruptedException {
    boolean mayPass = failure.retryable() || failure.outcomeUnknown();
    if (attempt >= attempts || !mayPass || failure instanceof BandRestException.Interrupted) {
      throw failure;
    }
    Duration pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 16));
    Duration wished = failure.retryAfter().orElse(Duration.ZERO);
    Duration longer = wished.compareTo(pause) > 0 ? wished : pause;
    pauses.sleep(longer.compareTo(longestPause) > 0 ? longestPause : longer);
  }
}
