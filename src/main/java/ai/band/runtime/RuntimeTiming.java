package ai.band.runtime;

import java.time.Duration;
import java.util.List;

/**
 * Waits that users do not set. Shorter in tests.
 *
 * @param identityLadder waits after a 429 on the agent's identity
 * @param retryBase wait before the second attempt at a message; doubled for each further one
 * @param claimBase wait after a claim that did not get through; doubled
 * @param acknowledgeBase wait before a mark is repeated; doubled
 * @param catchUpBase wait before a catch-up, a join or a listing is repeated; doubled
 * @param longest cap of every wait above
 * @param signalGrace how long a turn may take to end after its signal before its thread is
 *     interrupted
 * @param sweep how often deadlines of idle rooms are looked at
 */
record RuntimeTiming(
    List<Duration> identityLadder,
    Duration retryBase,
    Duration claimBase,
    Duration acknowledgeBase,
    Duration catchUpBase,
    Duration longest,
    Duration signalGrace,
    Duration sweep) {

  static RuntimeTiming defaults() {
    return new RuntimeTiming(
        List.of(1, 2, 4, 8, 16).stream().map(Duration::ofSeconds).toList(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Duration.ofMillis(500));
  }

  /** {@code base × 2^steps}, at most {@link #longest}. */
  Duration doubled(Duration base, int steps) {
    Duration wait = base.multipliedBy(1L << Math.clamp(steps, 0, 20));
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
