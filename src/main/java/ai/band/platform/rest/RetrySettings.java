package ai.band.platform.rest;

import java.time.Duration;

/**
 * How often a failed call is repeated, and how long the client waits in between.
 *
 * @param maxRetries repeats after the first try, 0 to 10; default 3
 * @param firstDelay wait before the first repeat, doubled for each further one, with jitter;
 *     default 0.5 s
 * @param longestDelay most that the server's {@code Retry-After} can ask for; default 60 s
 */
public record RetrySettings(int maxRetries, Duration firstDelay, Duration longestDelay) {
  public static final RetrySettings DEFAULT =
      new RetrySettings(3, Duration.ofMillis(500), Duration.ofSeconds(60));

  public RetrySettings {
    if (maxRetries < 0 || maxRetries > 10) {
      throw new IllegalArgumentException(
          "maxRetries is " + maxRetries + ". Choose a value between 0 and 10.");
    }
    if (firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "The retry delays are "
              + firstDelay
              + " and "
              + longestDelay
              + ". Neither may be negative, and the first may not exceed the longest.");
    }
  }
}
