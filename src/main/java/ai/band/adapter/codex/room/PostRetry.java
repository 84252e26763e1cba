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
public record PostRetry(int attempts, Duration firstPause, Duration longestPause) {
  /** For what a person waits for: five attempts within about eight seconds. */
  public static final PostRetry REPLY =
      new PostRetry(5, Duration.ofMillis(500), Duration.ofSeconds(10));

  void pauseOrThrow(int attempt, BandRestException failure) throws InterruptedException {
    boolean mayPass = failure.retryable() || failure.outcomeUnknown();
    if (attempt >= attempts || !mayPass || failure instanceof BandRestException.Interrupted) {
      throw failure;
    }
    Duration pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 16));
    Duration wished = failure.retryAfter().orElse(Duration.ZERO);
    Duration longer = wished.compareTo(pause) > 0 ? wished : pause;
    Thread.sleep(longer.compareTo(longestPause) > 0 ? longestPause : longer);
  }
}
