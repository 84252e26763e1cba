package ai.band.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an agent behaves in each room.
 *
 * @param enableContextCache remember a room's history for a while; default true
 * @param contextCacheTtl how long; default 300 s, zero or less means never
 * @param maxContextMessages how many of the newest entries of a room's history are kept; default
 *     100
 * @param maxMessageRetries attempts per message, the first included, before it is given up; default
 *     3
 * @param enableContextHydration load a room's history; default true
 * @param idleResync how often a room asks the platform for messages it was not told of; default 60
 *     s, more than zero
 * @param enableWorkingState show that the agent is working; default true
 * @param workingKeepAlive how often that is repeated; default 3 s, more than zero and less than 5 s
 * @param workingRequestTimeout limit of one such report; default 2 s, more than zero and less than
 *     the keep-alive
 * @param maxWorkingState after this long the report is no longer repeated, the work goes on; null
 *     means no limit
 */
public record SessionConfig(
    boolean enableContextCache,
    Duration contextCacheTtl,
    int maxContextMessages,
    int maxMessageRetries,
    boolean enableContextHydration,
    Duration idleResync,
    boolean enableWorkingState,
    Duration workingKeepAlive,
    Duration workingRequestTimeout,
    @Nullable Duration maxWorkingState) {

  private static final Duration HALF_OF_THE_INDICATORS_LIFE = Duration.ofSeconds(5);

  /**
   * Checks the rules.
   *
   * @throws BandConfigException naming every value that breaks one
   */
  public SessionConfig {
    var problems = new ArrayList<String>();
    refuse(problems, maxContextMessages < 0, "max_context_messages", maxContextMessages, "0 up");
    refuse(problems, maxMessageRetries < 1, "max_message_retries", maxMessageRetries, "1 up");
    refuse(problems, !positive(idleResync), "idle_resync_seconds", idleResync, "more than 0");
    if (enableWorkingState) {
      checkWorkingState(problems, workingKeepAlive, workingRequestTimeout, maxWorkingState);
    }
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
  }

  private static void checkWorkingState(
      List<String> problems,
      Duration keepAlive,
      Duration requestTimeout,
      @Nullable Duration longest) {
    refuse(
        problems,
        !positive(keepAlive) || keepAlive.compareTo(HALF_OF_THE_INDICATORS_LIFE) >= 0,
        "working_keep_alive_seconds",
        keepAlive,
        "more than 0 and less than 5");
    refuse(
        problems,
        !positive(requestTimeout) || requestTimeout.compareTo(keepAlive) >= 0,
        "working_request_timeout_seconds",
        requestTimeout,
        "more than 0 and less than working_keep_alive_seconds");
    refuse(
        problems,
        longest != null && !positive(longest),
        "max_working_state_seconds",
        longest == null ? "null" : longest,
        "more than 0, or not set at all");
  }

  private static boolean positive(Duration value) {
    return value.compareTo(Duration.ZERO) > 0;
  }

  private static void refuse(
      List<String> problems, boolean wrong, String key, Object value, String allowed) {
    if (wrong) {
      Object shown = value instanceof Duration time ? time.toMillis() / 1000.0 : value;
      problems.add(key + ": " + shown + " is not allowed. Set it to " + allowed + ".");
    }
  }

  /** Every default. */
  public static SessionConfig defaults() {
    return builder().build();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects values; {@link #build} checks them. Not for use by several threads. */
  public static final class Builder {
    private boolean enableContextCache = true;
    private Duration contextCacheTtl = Duration.ofMinutes(5);
    private int maxContextMessages = 100;
    private int maxMessageRetries = 3;
    private boolean enableContextHydration = true;
    private Duration idleResync = Duration.ofMinutes(1);
    private boolean enableWorkingState = true;
    private Duration workingKeepAlive = Duration.ofSeconds(3);
    private Duration workingRequestTimeout = Duration.ofSeconds(2);
    private @Nullable Duration maxWorkingState;

    private Builder() {}

    /** See {@link SessionConfig#enableContextCache()}. */
    public Builder enableContextCache(boolean value) {
      enableContextCache = value;
      return this;
    }

    /** See {@link SessionConfig#contextCacheTtl()}. */
    public Builder contextCacheTtl(Duration value) {
      contextCacheTtl = value;
      return this;
    }

    /** See {@link SessionConfig#maxContextMessages()}. */
    public Builder maxContextMessages(int value) {
      maxContextMessages = value;
      return this;
    }

    /** See {@link SessionConfig#maxMessageRetries()}. */
    public Builder maxMessageRetries(int value) {
      maxMessageRetries = value;
      return this;
    }

    /** See {@link SessionConfig#enableContextHydration()}. */
    public Builder enableContextHydration(boolean value) {
      enableContextHydration = value;
      return this;
    }

    /** See {@link SessionConfig#idleResync()}. */
    public Builder idleResync(Duration value) {
      idleResync = value;
      return this;
    }

    /** See {@link SessionConfig#enableWorkingState()}. */
    public Builder enableWorkingState(boolean value) {
      enableWorkingState = value;
      return this;
    }

    /** See {@link SessionConfig#workingKeepAlive()}. */
    public Builder workingKeepAlive(Duration value) {
      workingKeepAlive = value;
      return this;
    }

    /** See {@link SessionConfig#workingRequestTimeout()}. */
    public Builder workingRequestTimeout(Duration value) {
      workingRequestTimeout = value;
      return this;
    }

    /** See {@link SessionConfig#maxWorkingState()}. */
    public Builder maxWorkingState(@Nullable Duration value) {
      maxWorkingState = value;
      return this;
    }

    /**
     * Builds it.
     *
     * @throws BandConfigException naming every value that breaks a rule
     */
    public SessionConfig build() {
      return new SessionConfig(
          enableContextCache,
          contextCacheTtl,
          maxContextMessages,
          maxMessageRetries,
          enableContextHydration,
          idleResync,
          enableWorkingState,
          workingKeepAlive,
          workingRequestTimeout,
          maxWorkingState);
    }
  }
}
