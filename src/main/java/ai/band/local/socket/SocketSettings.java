package ai.band.local.socket;

import java.time.Duration;

/**
 * How the sockets behave.
 *
 * @param phoenix whose habits to imitate
 * @param maxChannels so many topics on one socket, then {@code too many channels joined}
 * @param idleTimeout a socket from which nothing comes for so long is closed
 * @param idleCloseCode with this code: 1002 as Bandit does, or 1000 as Cowboy
 * @param joinRefInPushes whether pushes carry the join's ref instead of null
 * @param announceSupersede whether an evicted socket is told before it is closed
 */
public record SocketSettings(
    Phoenix phoenix,
    int maxChannels,
    Duration idleTimeout,
    int idleCloseCode,
    boolean joinRefInPushes,
    boolean announceSupersede) {

  /** Phoenix 1.7, 60 s, no limit of channels, null refs in pushes, eviction announced. */
  public static final SocketSettings DEFAULTS =
      new SocketSettings(
          Phoenix.V1_7, Integer.MAX_VALUE, Duration.ofSeconds(60), 1002, false, true);

  public SocketSettings {
    if (maxChannels < 1 || idleTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("maxChannels and idleTimeout must be positive");
    }
  }

  public SocketSettings withPhoenix(Phoenix version) {
    return new SocketSettings(
        version, maxChannels, idleTimeout, idleCloseCode, joinRefInPushes, announceSupersede);
  }

  public SocketSettings withMaxChannels(int most) {
    return new SocketSettings(
        phoenix, most, idleTimeout, idleCloseCode, joinRefInPushes, announceSupersede);
  }

  public SocketSettings withIdleClose(Duration timeout, int code) {
    return new SocketSettings(
        phoenix, maxChannels, timeout, code, joinRefInPushes, announceSupersede);
  }

  public SocketSettings withJoinRefInPushes(boolean on) {
    return new SocketSettings(
        phoenix, maxChannels, idleTimeout, idleCloseCode, on, announceSupersede);
  }

  public SocketSettings withAnnounceSupersede(boolean on) {
    return new SocketSettings(
        phoenix, maxChannels, idleTimeout, idleCloseCode, joinRefInPushes, on);
  }

  /** Versions that differ in what a client can notice. */
  public enum Phoenix {
    V1_7,
    V1_8;

    /** The code of a disconnect that the application forces. */
    int forcedCloseCode() {
      return this == V1_7 ? 1000 : 1001;
    }
  }
}
