package ai.band.app;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.adapter.codex.config.Transport;
import ai.band.app.health.AgentWatch;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import ai.band.runtime.Termination;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one agent from its start to its end, and starts it again when that may help. */
final class AgentRun {
  private static final Logger log = LoggerFactory.getLogger(AgentRun.class);

  /** Few, because a failed start is repeated as a whole. */
  private static final int CONNECT_ATTEMPTS = 4;

  private final String key;
  private final Surroundings surroundings;
  private final SettledOptions options;
  private final TreePreparation tree;
  private final AgentWatch watch;
  private final BooleanSupplier othersRun;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final AtomicReference<@Nullable Agent> running = new AtomicReference<>();
  private final AtomicReference<@Nullable CodexAdapter> adapter = new AtomicReference<>();
  private volatile String customSection;
  private volatile @Nullable String context;
  private volatile boolean healthy;

  /** What is done for an agent outside of it. */
  interface Surroundings {
    /** Makes ready what the agent needs around it; its settings, which tell Codex of that. */
    AgentSettings prepare();

    /** Called after each start of the agent. Returns soon. */
    void started(CodexAdapter adapter);
  }

  /**
   * A run that has not begun.
   *
   * @param options those of starting and stopping
   * @param tree makes the working tree ready
   * @param watch told what becomes of the agent
   * @param othersRun whether the program goes on when this agent ends
   */
  AgentRun(
      AgentSettings settings,
      Surroundings surroundings,
      SettledOptions options,
      TreePreparation tree,
      AgentWatch watch,
      BooleanSupplier othersRun) {
    this.key = settings.key();
    this.surroundings = surroundings;
    this.options = options;
    this.tree = tree;
    this.watch = watch;
    this.othersRun = othersRun;
    this.customSection = settings.codex().customSection();
  }

  /**
   * Starts the agent and waits for its end. What fails because something cannot be reached is
   * repeated after a while.
   *
   * @return the exit code
   * @throws RuntimeException why it did not start
   */
  int run() throws InterruptedException {
    AgentSettings settings = surroundings.prepare();
    settings.warnings().forEach(warning -> log.warn("agent {}: {}", key, warning));
    var retries =
        new StartRetries(
            options.required(RunOptions.START_RETRIES),
            options.required(RunOptions.CONNECT_TIMEOUT),
            settings.codex().transport() == Transport.WS);
    while (true) {
      RuntimeException failure = null;
      Termination ended = null;
      try {
        ended = attempt(settings, retries);
      } catch (RuntimeException e) {
        failure = e;
      }
      if (stopRequested.getCount() == 0) {
        log.debug("agent {} was stopped", key, failure);
        watch.ended("The agent was stopped.");
        return ended == null ? ExitCodes.OK : code(ended);
      }
      Duration wait =
          mayPass(retries, failure, ended) ? retries.next(othersRun.getAsBoolean()) : null;
      if (wait == null) {
        return end(failure, ended);
      }
      String reason = failure == null ? description(ended) : String.valueOf(failure.getMessage());
      watch.failed(reason);
      log.warn("agent {}: {} Trying again in {} s.", key, reason, wait.toSeconds());
      if (StartRetries.stoppedWithin(wait, stopRequested)) {
        return ExitCodes.OK;
      }
    }
  }

  private static boolean mayPass(
      StartRetries retries, @Nullable RuntimeException failure, @Nullable Termination ended) {
    return failure == null
        ? ended != null && ended.kind() == Termination.Kind.CONNECTION_LOST
        : retries.mayPass(failure);
  }

  private int end(@Nullable RuntimeException failure, @Nullable Termination ended) {
    watch.ended(failure == null ? description(ended) : String.valueOf(failure.getMessage()));
    if (failure != null) {
      throw failure;
    }
    if (ended != null && !ended.clean()) {
      log.error("agent {}: {}", key, ended.description());
    }
    return ended == null ? ExitCodes.OK : code(ended);
  }

  /** Null when it was stopped before it ran. */
  private @Nullable Termination attempt(AgentSettings settings, StartRetries retries)
      throws InterruptedException {
    long begun = System.nanoTime();
    context = tree.prepare(settings);
    if (stopRequested.getCount() == 0) {
      return null;
    }
    CodexAdapter codex = codexAdapter(settings);
    try (Agent agent = agent(settings, codex)) {
      running.set(agent);
      adapter.set(codex);
      watch.starting(agent, codex);
      if (stopRequested.getCount() == 0) {
        return null;
      }
      agent.start();
      log.info("agent {} runs after {} ms", key, since(begun).toMillis());
      codex.changeCustomSection(prompt()); // it may have changed during the start
      long ready = System.nanoTime();
      healthy = true;
      watch.running();
      surroundings.started(codex);
      Termination ended = agent.awaitStop();
      retries.ranFor(since(ready));
      return ended;
    } catch (InterruptedException e) {
      if (stopRequested.getCount() == 0) {
        return null;
      }
      throw e;
    } finally {
      healthy = false;
      adapter.set(null);
      running.set(null);
    }
  }

  /** Whether the agent is connected now. */
  boolean healthy() {
    return healthy;
  }

  /** Ends the agent in its own time. Returns at once. */
  void stop() {
    stopRequested.countDown();
    tree.cancel();
    Agent agent = running.get();
    if (agent != null) {
      Thread.ofVirtual().name("stop-" + key).start(() -> stop(agent));
    }
  }

  private void stop(Agent agent) {
    Duration timeout = options.required(RunOptions.SHUTDOWN_TIMEOUT);
    try {
      agent.stop(timeout.isZero() ? null : timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts another text in place of the custom section, also while the agent runs. */
  void changeCustomSection(String text) {
    customSection = text;
    CodexAdapter codex = adapter.get();
    if (codex != null) {
      codex.changeCustomSection(prompt());
    }
  }

  /** The custom section with the description of the repository behind it. */
  private String prompt() {
    String own = customSection;
    String description = context;
    if (description == null) {
      return own;
    }
    return own.isBlank() ? description : own + "\n\n" + description;
  }

  private CodexAdapter codexAdapter(AgentSettings settings) {
    CodexAdapterConfig config = settings.codex().withCustomSection(prompt());
    return CodexAdapter.builder()
        .config(config)
        .features(settings.features())
        .tools(settings.tools())
        .hide(settings.secrets())
        .build();
  }

  private Agent agent(AgentSettings settings, CodexAdapter codex) {
    return Agent.builder()
        .adapter(codex)
        .monitor(watch.monitor())
        .agentId(settings.agentId())
        .apiKey(settings.apiKey())
        .wsUrl(settings.wsUrl())
        .restUrl(settings.restUrl())
        .config(settings.agentConfig())
        .sessionConfig(settings.sessionConfig())
        .contactConfig(settings.contactConfig())
        .onConflict(settings.onConflict())
        .connection(
            options ->
                patient(options).withRest(options.rest().withAuthorities(settings.authorities())))
        .build();
  }

  private static BandLinkOptions patient(BandLinkOptions options) {
    return options.withSocket(
        PhoenixOptions.builder()
            .reconnect(ReconnectSettings.defaults().withFirstConnectAttempts(CONNECT_ATTEMPTS))
            .build());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static String description(@Nullable Termination ended) {
    return ended == null ? "" : ended.description();
  }

  private static int code(Termination ended) {
    return switch (ended.kind()) {
      case STOPPED -> ExitCodes.OK;
      case SUPERSEDED -> ExitCodes.SUPERSEDED;
      case REFUSED -> ExitCodes.USAGE;
      case CONFLICT, POLICY, CONNECTION_LOST -> ExitCodes.FAILED;
    };
  }
}
