package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.Set;

/**
 * The figures of {@link ReconnectPolicy}.
 *
 * @param baseDelay delay before the first attempt, before jitter
 * @param factor by which the delay grows with each attempt
 * @param longestDelay bound of that growth
 * @param stableUptime a connection that lived this long resets attempts and damping
 * @param damping what slows down a connection that keeps breaking
 * @param restartDelay least delay after close code 1012, drawn at random from the range
 * @param tryLaterDelay least delay after close code 1013, drawn at random from the range
 * @param longestRetryAfter bound for the wait a server may ask for
 * @param terminalCloseCodes close codes after which the socket stays away
 * @param terminalStatuses statuses of a refused upgrade after which a reconnect stays away
 * @param firstConnectAttempts how often the first connection is tried before it has failed
 */
public record ReconnectSettings(
    Duration baseDelay,
    double factor,
    Duration longestDelay,
    Duration stableUptime,
    Damping damping,
    Range restartDelay,
    Range tryLaterDelay,
    Duration longestRetryAfter,
    Set<Integer> terminalCloseCodes,
    Set<Integer> terminalStatuses,
    int firstConnectAttempts) {

  /** A range to draw a delay from, evenly. */
  public record Range(Duration from, Duration to) {}

  /**
   * Minimum delays for connections that break soon after they opened, or never open.
   *
   * @param rapidUptime a connection that lived less is short-lived; a failed attempt lived 0 s
   * @param window how long a short-lived connection is remembered
   * @param first least delay with one short-lived connection in the window
   * @param second least delay with two
   * @param third least delay with three
   * @param step added for each further one
   * @param longest bound of that growth
   * @param giveUpAt the socket ends for good at this many in the window; 0: never
   */
  public record Damping(
      Duration rapidUptime,
      Duration window,
      Duration first,
      Duration second,
      Duration third,
      Duration step,
      Duration longest,
      int giveUpAt) {}

  public ReconnectSettings {
    terminalCloseCodes = Set.copyOf(terminalCloseCodes);
    terminalStatuses = Set.copyOf(terminalStatuses);
    if (firstConnectAttempts < 1) {
      throw new IllegalArgumentException("firstConnectAttempts must be at least 1.");
    }
  }

  public static ReconnectSettings defaults() {
    return new ReconnectSettings(
        Duration.ofMillis(500),
        2.0,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        new Damping(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(300),
            0),
        new Range(Duration.ofSeconds(1), Duration.ofSeconds(5)),
        new Range(Duration.ofSeconds(30), Duration.ofSeconds(60)),
        Duration.ofMinutes(15),
        Set.of(1008),
        Set.of(400, 401, 403, 409),
        11);
  }

  /** Every delay the same short one and no damping: for tests and for local servers. */
  public static ReconnectSettings constant(Duration delay) {
    Range range = new Range(delay, delay);
    return new ReconnectSettings(
        delay,
        1.0,
        delay,
        Duration.ofSeconds(60),
        new Damping(
            Duration.ZERO, Duration.ofSeconds(60), delay, delay, delay, Duration.ZERO, delay, 0),
        range,
        range,
        Duration.ofMinutes(15),
        Set.of(1008),
        Set.of(400, 401, 403, 409),
        11);
  }

  public ReconnectSettings withFirstConnectAttempts(int attempts) {
    return new ReconnectSettings(
        baseDelay,
        factor,
        longestDelay,
        stableUptime,
        damping,
        restartDelay,
        tryLaterDelay,
        longestRetryAfter,
        terminalCloseCodes,
        terminalStatuses,
        attempts);
  }

  public ReconnectSettings withTerminalStatuses(Set<Integer> statuses) {
    return new ReconnectSettings(
        baseDelay,
        factor,
        longestDelay,
        stableUptime,
        damping,
        restartDelay,
        tryLaterDelay,
        longestRetryAfter,
        terminalCloseCodes,
        statuses,
        firstConnectAttempts);
  }

  public ReconnectSettings withDamping(Damping newDamping) {
    return new ReconnectSettings(
        baseDelay,
        factor,
        longestDelay,
        stableUptime,
        newDamping,
        restartDelay,
        tryLaterDelay,
        longestRetryAfter,
        terminalCloseCodes,
        terminalStatuses,
        firstConnectAttempts);
  }

  /** Ends the socket for good at this many short-lived connections in the window; 0: never. */
  public ReconnectSettings withGiveUpAt(int rapidDisconnects) {
    return withDamping(
        new Damping(
            damping.rapidUptime(),
            damping.window(),
            damping.first(),
            damping.second(),
            damping.third(),
            damping.step(),
            damping.longest(),
            rapidDisconnects));
  }
}
