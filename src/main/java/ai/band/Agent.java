package ai.band;

import ai.band.api.AgentAdapter;
import ai.band.api.AgentConfig;
import ai.band.api.AgentIdentity;
import ai.band.api.AgentMonitor;
import ai.band.api.BandConfigException;
import ai.band.api.ContactEventConfig;
import ai.band.api.ParticipantListener;
import ai.band.api.Preprocessor;
import ai.band.api.SessionConfig;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.BandLinkOptions.OnConflict;
import ai.band.platform.rest.BandRestOptions;
import ai.band.runtime.AgentRuntime;
import ai.band.runtime.RuntimeSettings;
import ai.band.runtime.RuntimeState;
import ai.band.runtime.Termination;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Band identity joined to an adapter: what runs in rooms.
 *
 * <pre>{@code
 * try (Agent agent = Agent.create(adapter, agentId, apiKey)) {
 *   agent.run();
 * }
 * }</pre>
 *
 * <p>An agent is started once and stopped once. All methods may be called from any thread.
 */
public final class Agent implements AutoCloseable {
  /** How long a stop may take when nothing else is said. */
  public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  private final AgentRuntime runtime;

  private Agent(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * An agent with default options.
   *
   * @param adapter does the work; closed with the agent
   * @param agentId UUID of the agent on the platform
   * @param apiKey the agent's platform key, passed on as it is
   * @throws BandConfigException when a value cannot be used
   */
  public static Agent create(AgentAdapter adapter, String agentId, String apiKey) {
    return builder().adapter(adapter).agentId(agentId).apiKey(apiKey).build();
  }

  /**
   * An agent whose id and key are in {@code agent_config.yaml} in the working directory.
   *
   * @param name key of its section; a file that is one section needs no such key
   * @throws BandConfigException when file, section or a field is missing
   */
  public static Agent fromConfig(String name, AgentAdapter adapter) {
    return fromConfig(name, adapter, AgentSection.DEFAULT_FILE);
  }

  /** The same from another file. */
  public static Agent fromConfig(String name, AgentAdapter adapter, Path file) {
    return builder().adapter(adapter).section(AgentSection.read(file, name)).build();
  }

  /** For all options. */
  public static Builder builder() {
    return new Builder(System::getenv);
  }

  static Builder builder(Function<String, @Nullable String> environment) {
    return new Builder(environment);
  }

  /**
   * Takes the lock, asks who the agent is, starts the adapter, connects and joins the rooms. A
   * failed start releases everything, the adapter included.
   *
   * @throws BandConfigException when the agent already runs on this host
   * @throws ai.band.platform.rest.BandRestException when the platform cannot be asked, or refuses
   *     the key
   * @throws ai.band.platform.BandConnectionException when the connection does not come about
   * @throws IllegalStateException when it was started before
   */
  public void start() throws InterruptedException {
    runtime.start();
  }

  /** Starts, works until a signal, a {@link #stop} or the platform ends it, and stops in 30 s. */
  public Termination run() throws InterruptedException {
    return run(DEFAULT_SHUTDOWN_TIMEOUT);
  }

  /**
   * Starts, works until the process is asked to end (INT, TERM, HUP), {@link #stop} is called or
   * the platform ends the connection for good, and stops.
   *
   * @param shutdownTimeout for the stop; null cuts running turns off at once
   * @return why it ended
   */
  public Termination run(@Nullable Duration shutdownTimeout) throws InterruptedException {
    var signalled = new AtomicBoolean();
    Runnable onSignal =
        () -> {
          signalled.set(true);
          stopInBackground(shutdownTimeout);
        };
    try (StopSignals ignored = StopSignals.listen(onSignal)) {
      start();
      return runtime.awaitEnd();
    } catch (InterruptedException | RuntimeException e) {
      if (signalled.get()) {
        return runtime.awaitEnd(); // a start that was cut short by the signal is no failure
      }
      throw e;
    } finally {
      stop(shutdownTimeout);
    }
  }

  private void stopInBackground(@Nullable Duration timeout) {
    Thread.ofVirtual()
        .name("agent-stop")
        .start(
            () -> {
              try {
                stop(timeout);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /**
   * Stops: no new messages, running turns finish or are left for replay at the next start, the
   * adapter is closed. The agent stays a participant of its rooms. Another call waits for the
   * first.
   *
   * @param timeout for everything together; null cuts running turns off at once
   * @return whether no turn was cut off
   */
  public boolean stop(@Nullable Duration timeout) throws InterruptedException {
    return runtime.stop(timeout);
  }

  /** Stops within 30 seconds. */
  @Override
  public void close() {
    try {
      runtime.stop(DEFAULT_SHUTDOWN_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the agent has ended, for whatever reason, and everything is released. */
  public Termination awaitStop() throws InterruptedException {
    return runtime.awaitEnd();
  }

  /** How the agent is doing. */
  public RuntimeState state() {
    return runtime.state();
  }

  /** Who the agent is on the platform; null before it has started. */
  public @Nullable AgentIdentity identity() {
    return runtime.identity();
  }

  /** Collects the options of an agent. Not for use by several threads. */
  public static final class Builder {
    private final Function<String, @Nullable String> environment;
    private @Nullable AgentAdapter adapter;
    private @Nullable String agentId;
    private @Nullable String apiKey;
    private @Nullable String wsUrl;
    private @Nullable String restUrl;
    private @Nullable OnConflict onConflict;
    private AgentConfig config = AgentConfig.defaults();
    private SessionConfig sessionConfig = SessionConfig.defaults();
    private ContactEventConfig contactConfig = ContactEventConfig.disabled();
    private ParticipantListener onParticipantAdded = (room, participant) -> {};
    private ParticipantListener onParticipantRemoved = (room, participant) -> {};
    private Preprocessor preprocessor = Preprocessor.passThrough();
    private AgentMonitor monitor = AgentMonitor.NONE;
    private Function<BandLinkOptions, BandLinkOptions> connection = Function.identity();

    private Builder(Function<String, @Nullable String> environment) {
      this.environment = environment;
    }

    /** Does the work; required. */
    public Builder adapter(AgentAdapter value) {
      adapter = value;
      return this;
    }

    /** UUID of the agent on the platform; required. */
    public Builder agentId(String value) {
      agentId = value;
      return this;
    }

    /** The agent's platform key; required, passed on as it is. */
    public Builder apiKey(String value) {
      apiKey = value;
      return this;
    }

    /** Takes id, key and addresses from a section of a configuration file. */
    public Builder section(AgentSection section) {
      agentId = section.agentId();
      apiKey = section.apiKey();
      wsUrl = section.wsUrl() == null ? wsUrl : section.wsUrl();
      restUrl = section.restUrl() == null ? restUrl : section.restUrl();
      return this;
    }

    /**
     * Address of the platform's socket; null takes {@code BAND_WS_URL}, else the hosted platform.
     */
    public Builder wsUrl(@Nullable String value) {
      wsUrl = value;
      return this;
    }

    /**
     * Address of the platform's REST API; null takes {@code BAND_REST_URL}, else the hosted
     * platform.
     */
    public Builder restUrl(@Nullable String value) {
      restUrl = value;
      return this;
    }

    /** What happens to another live connection of the agent; null leaves it to the platform. */
    public Builder onConflict(@Nullable OnConflict value) {
      onConflict = value;
      return this;
    }

    /** How the agent behaves as a whole. */
    public Builder config(AgentConfig value) {
      config = value;
      return this;
    }

    /** How it behaves in each room. */
    public Builder sessionConfig(SessionConfig value) {
      sessionConfig = value;
      return this;
    }

    /** What happens with contact requests; by default nothing. */
    public Builder contactConfig(ContactEventConfig value) {
      contactConfig = value;
      return this;
    }

    /** Told who comes to a room. */
    public Builder onParticipantAdded(ParticipantListener value) {
      onParticipantAdded = value;
      return this;
    }

    /** Told who leaves a room. */
    public Builder onParticipantRemoved(ParticipantListener value) {
      onParticipantRemoved = value;
      return this;
    }

    /** Looks at every message first; by default it passes all on. */
    public Builder preprocessor(Preprocessor value) {
      preprocessor = value;
      return this;
    }

    /** Hears what the agent does, for metrics; by default nobody. */
    public Builder monitor(AgentMonitor value) {
      monitor = value;
      return this;
    }

    /** Changes times and bounds of the connection, applied last. */
    public Builder connection(Function<BandLinkOptions, BandLinkOptions> change) {
      connection = change;
      return this;
    }

    /**
     * Builds the agent; nothing is acquired before its start.
     *
     * @throws BandConfigException when something required is missing or a value cannot be used
     */
    public Agent build() {
      AgentAdapter chosen = adapter;
      if (chosen == null) {
        throw new BandConfigException("adapter: none is given. Give one, like a CodexAdapter.");
      }
      return new Agent(
          new AgentRuntime(
              new RuntimeSettings(
                  chosen,
                  link(),
                  config,
                  sessionConfig,
                  contactConfig,
                  preprocessor,
                  onParticipantAdded,
                  onParticipantRemoved,
                  monitor)));
    }

    private BandLinkOptions link() {
      String id = required("agent_id", agentId);
      String key = required("api_key", apiKey);
      URI socket = address("ws_url", wsUrl, "BAND_WS_URL", BandLinkOptions.HOSTED);
      URI rest = address("rest_url", restUrl, "BAND_REST_URL", BandRestOptions.HOSTED);
      try {
        return connection.apply(
            BandLinkOptions.of(id, key, socket, rest).withOnConflict(onConflict));
      } catch (IllegalArgumentException e) {
        throw new BandConfigException(String.valueOf(e.getMessage()));
      }
    }

    private static String required(String key, @Nullable String value) {
      if (value == null || value.isBlank()) {
        throw new BandConfigException(
            key + ": missing or empty. Fill in what the platform showed at registration.");
      }
      return value;
    }

    private URI address(String key, @Nullable String given, String variable, URI hosted) {
      String value = given;
      String source = key;
      if (value == null || value.isBlank()) {
        value = environment.apply(variable);
        source = variable;
      }
      if (value == null || value.isBlank()) {
        return hosted;
      }
      try {
        return URI.create(value.strip());
      } catch (IllegalArgumentException e) {
        throw new BandConfigException(source, value, "Give an address like " + hosted + ".");
      }
    }
  }
}
