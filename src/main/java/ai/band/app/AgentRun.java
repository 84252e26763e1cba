package ai.band.app;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.app.health.AgentWatch;
import ai.band.platform.BandConnectionException;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import ai.band.platform.rest.BandRestException;
import ai.band.runtime.Termination;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one agent from its start to its end. */
final class AgentRun {
  private static final Logger log = LoggerFactory.getLogger(AgentRun.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** Few, because a failed start is repeated as a whole. */
  private static final int CONNECT_ATTEMPTS = 4;

  private final AgentSettings settings;
  private final Duration connectTimeout;
  private final Duration shutdownTimeout;
  private final AgentWatch watch;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final AtomicReference<@Nullable Agent> running = new AtomicReference<>();

  /**
   * @param watch told what becomes of the agent
   */
  AgentRun(
      AgentSettings settings, Duration connectTimeout, Duration shutdownTimeout, AgentWatch watch) {
    this.settings = settings;
    this.connectTimeout = connectTimeout;
    this.shutdownTimeout = shutdownTimeout;
    this.watch = watch;
  }

  /**
   * Starts the agent and waits for its end. A start that fails because Band cannot be reached is
   * repeated until the time for connecting is over.
   *
   * @return the exit code
   * @throws RuntimeException why it did not start
   */
  int run() throws InterruptedException {
    settings.warnings().forEach(warning -> log.warn("{}", warning));
    long end = System.nanoTime() + connectTimeout.toNanos();
    for (Duration wait = FIRST_WAIT; ; wait = longer(wait)) {
      try {
        return attempt();
      } catch (BandRestException | BandConnectionException e) {
        if (!transientFailure(e) || System.nanoTime() + wait.toNanos() > end) {
          throw e;
        }
        watch.failed(String.valueOf(e.getMessage()));
        log.warn(
            "agent {}: {} Trying again in {} s.", settings.key(), e.getMessage(), wait.toSeconds());
        if (stopRequested.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return ExitCodes.OK;
        }
      }
    }
  }

  private int attempt() throws InterruptedException {
    CodexAdapter adapter = adapter();
    try (Agent agent = agent(adapter)) {
      running.set(agent);
      watch.starting(agent, adapter);
      if (stopRequested.getCount() == 0) {
        return ExitCodes.OK;
      }
      agent.start();
      Termination ended = agent.awaitStop();
      if (!ended.clean()) {
        log.error("agent {}: {}", settings.key(), ended.description());
      }
      watch.ended(ended.description());
      return code(ended);
    } catch (InterruptedException | RuntimeException e) {
      if (stopRequested.getCount() == 0) {
        log.debug("agent {} was stopped while it started", settings.key(), e);
        return ExitCodes.OK;
      }
      throw e;
    } finally {
      running.set(null);
    }
  }

  /** Ends the agent in its own time. Returns at once. */
  void stop() {
    stopRequested.countDown();
    Agent agent = running.get();
    if (agent != null) {
      Thread.ofVirtual().name("stop-" + settings.key()).start(() -> stop(agent));
    }
  }

  private void stop(Agent agent) {
    try {
      agent.stop(shutdownTimeout.isZero() ? null : shutdownTimeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CodexAdapter adapter() {
    return CodexAdapter.builder()
        .config(settings.codex())
        .features(settings.features())
        .tools(settings.tools())
        .hide(settings.secrets())
        .build();
  }

  private Agent agent(CodexAdapter adapter) {
    return Agent.builder()
        .adapter(adapter)
        .monitor(watch.monitor())
        .agentId(settings.agentId())
        .apiKey(settings.apiKey())
        .wsUrl(settings.wsUrl())
        .restUrl(settings.restUrl())
        .config(settings.agentConfig())
        .sessionConfig(settings.sessionConfig())
        .contactConfig(settings.contactConfig())
        .onConflict(settings.onConflict())
        .connection(AgentRun::patient)
        .build();
  }

  private static BandLinkOptions patient(BandLinkOptions options) {
    return options.withSocket(
        PhoenixOptions.builder()
            .reconnect(ReconnectSettings.defaults().withFirstConnectAttempts(CONNECT_ATTEMPTS))
            .build());
  }

  private static boolean transientFailure(RuntimeException failure) {
    return switch (failure) {
      case BandRestException rest -> rest.retryable();
      case BandConnectionException connection ->
          connection.kind() == BandConnectionException.Kind.UNREACHABLE;
      default -> false;
    };
  }

  private static Duration longer(Duration wait) {
    Duration doubled = wait.multipliedBy(2);
    return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
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
