package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Times and bounds of a {@link PhoenixSocket}.
 *
 * @param connectTimeout TCP, TLS and the upgrade together; default 10 s
 * @param heartbeatInterval default 25 s; must be shorter than the 45 s after which servers hang up
 * @param heartbeatTimeout how long an answer to a heartbeat may take; default 10 s. A join holds up
 *     the server's answers, so while joins are under way {@code joinTimeout} is added
 * @param joinTimeout from sending a join to its answer; default 10 s. The wait starts anew when an
 *     earlier join is answered, because a server handles the joins of one socket one by one
 * @param joinPatience how long a call of {@code join} waits altogether, including its turn among
 *     other joins and reconnects; default 2 min
 * @param leaveTimeout default 5 s
 * @param closeTimeout how long {@code close} waits for the peer and for running listeners; default
 *     2 s
 * @param joinParallelism joins on their way at one time; default 8
 * @param rejoinLadder pauses before a failed join is tried again; the last repeats; default 1, 2,
 *     5, 10 s
 * @param passingReasons reasons of refused joins that pass by themselves: a join that the socket
 *     made by itself is tried again after them, up the ladder; default {@code join crashed}, which
 *     is Phoenix's word for an exception in the application
 * @param reconnect see {@link ReconnectPolicy}
 * @param largestFrame bytes of one message, put together from its fragments; default 16 MiB. A
 *     larger one ends the connection with code 1009, and the socket reconnects
 * @param queueCapacity events waiting for one channel's listener; default 1000. When full the
 *     oldest is dropped, counted, and reported by {@link ChannelListener#onOverflow}
 * @param waitingPushes pushes of the whole socket that may wait for an answer; default 1000. One
 *     more is refused at once
 */
public record PhoenixOptions(
    Duration connectTimeout,
    Duration heartbeatInterval,
    Duration heartbeatTimeout,
    Duration joinTimeout,
    Duration joinPatience,
    Duration leaveTimeout,
    Duration closeTimeout,
    int joinParallelism,
    List<Duration> rejoinLadder,
    Set<String> passingReasons,
    ReconnectSettings reconnect,
    int largestFrame,
    int queueCapacity,
    int waitingPushes) {
  private static final Duration SERVER_HANGS_UP = Duration.ofSeconds(45);

  public PhoenixOptions {
    rejoinLadder = List.copyOf(rejoinLadder);
    passingReasons = Set.copyOf(passingReasons);
    require(!rejoinLadder.isEmpty(), "rejoinLadder needs at least one pause");
    require(joinParallelism > 0, "joinParallelism must be at least 1");
    require(queueCapacity > 0, "queueCapacity must be at least 1");
    require(waitingPushes > 0, "waitingPushes must be at least 1");
    require(largestFrame >= 1 << 20, "largestFrame must be at least 1 MiB");
    require(
        heartbeatInterval.isPositive() && heartbeatInterval.compareTo(SERVER_HANGS_UP) < 0,
        "heartbeatInterval must be more than 0 and less than 45 s");
    for (Duration timeout :
        List.of(
            connectTimeout,
            heartbeatTimeout,
            joinTimeout,
            joinPatience,
            leaveTimeout,
            closeTimeout)) {
      require(timeout.isPositive(), "timeouts must be more than 0");
    }
  }

  public static PhoenixOptions defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("Phoenix options: " + what + ".");
    }
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration heartbeatInterval = Duration.ofSeconds(25);
    private Duration heartbeatTimeout = Duration.ofSeconds(10);
    private Duration joinTimeout = Duration.ofSeconds(10);
    private Duration joinPatience = Duration.ofMinutes(2);
    private Duration leaveTimeout = Duration.ofSeconds(5);
    private Duration closeTimeout = Duration.ofSeconds(2);
    private int joinParallelism = 8;
    private List<Duration> rejoinLadder =
        List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    private Set<String> passingReasons = Set.of("join crashed");
    private ReconnectSettings reconnect = ReconnectSettings.defaults();
    private int largestFrame = 16 << 20;
    private int queueCapacity = 1000;
    private int waitingPushes = 1000;

    private Builder() {}

    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    public Builder heartbeatInterval(Duration value) {
      heartbeatInterval = value;
      return this;
    }

    public Builder heartbeatTimeout(Duration value) {
      heartbeatTimeout = value;
      return this;
    }

    public Builder joinTimeout(Duration value) {
      joinTimeout = value;
      return this;
    }

    public Builder joinPatience(Duration value) {
      joinPatience = value;
      return this;
    }

    public Builder leaveTimeout(Duration value) {
      leaveTimeout = value;
      return this;
    }

    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    public Builder joinParallelism(int value) {
      joinParallelism = value;
      return this;
    }

    public Builder rejoinLadder(List<Duration> value) {
      rejoinLadder = value;
      return this;
    }

    public Builder passingReasons(Set<String> value) {
      passingReasons = value;
      return this;
    }

    public Builder reconnect(ReconnectSettings value) {
      reconnect = value;
      return this;
    }

    public Builder largestFrame(int value) {
      largestFrame = value;
      return this;
    }

    public Builder queueCapacity(int value) {
      queueCapacity = value;
      return this;
    }

    public Builder waitingPushes(int value) {
      waitingPushes = value;
      return this;
    }

    public PhoenixOptions build() {
      return new PhoenixOptions(
          connectTimeout,
          heartbeatInterval,
          heartbeatTimeout,
          joinTimeout,
          joinPatience,
          leaveTimeout,
          closeTimeout,
          joinParallelism,
          rejoinLadder,
          passingReasons,
          reconnect,
          largestFrame,
          queueCapacity,
          waitingPushes);
    }
  }
}
