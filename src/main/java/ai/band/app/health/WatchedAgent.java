package ai.band.app.health;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.CodexState;
import ai.band.api.AgentMonitor;
import ai.band.runtime.RuntimeState;
import ai.band.runtime.RuntimeState.Phase;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent under watch: what is said of it, and a thread that looks after its Codex. */
final class WatchedAgent implements AgentWatch, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchedAgent.class);

  /** How often Codex is looked after. */
  static final Duration BETWEEN_CHECKS = Duration.ofSeconds(3);

  private final String key;
  private final int largestBacklog;
  private final UnaryOperator<String> mask;
  private final AgentMonitor monitor;
  private final Duration betweenChecks;
  private final Thread checks;
  private final Semaphore checkNow = new Semaphore(0);
  private volatile Stage stage = new Stage(null, null, "Starting.");

  /** What runs now, and what to say while nothing does. */
  private record Stage(
      @Nullable Agent agent, @Nullable CodexAdapter adapter, @Nullable String said) {}

  WatchedAgent(
      String key,
      int largestBacklog,
      UnaryOperator<String> mask,
      AgentMonitor monitor,
      Duration betweenChecks) {
    this.betweenChecks = betweenChecks;
    this.key = key;
    this.largestBacklog = largestBacklog;
    this.mask = mask;
    this.monitor = monitor;
    checks = Thread.ofVirtual().name("health-" + key).unstarted(this::checkOnAndOn);
  }

  WatchedAgent begin() {
    checks.start();
    return this;
  }

  String key() {
    return key;
  }

  @Override
  public AgentMonitor monitor() {
    return monitor;
  }

  @Override
  public void starting(Agent agent, CodexAdapter adapter) {
    stage = new Stage(agent, adapter, null);
  }

  @Override
  public void running() {
    checkNow.release(); // until Codex has told who is logged in, the agent is not ready
  }

  @Override
  public void failed(String reason) {
    stage = new Stage(null, null, mask.apply(reason));
  }

  @Override
  public void ended(String reason) {
    stage = new Stage(null, null, "Ended: " + mask.apply(reason));
  }

  /** The state of the agent that runs; null while none does. */
  @Nullable RuntimeState agentState() {
    Agent agent = stage.agent();
    return agent == null ? null : agent.state();
  }

  /** The state of its adapter; null while none runs. */
  @Nullable CodexState codexState() {
    CodexAdapter adapter = stage.adapter();
    return adapter == null ? null : adapter.state();
  }

  Readiness readiness() {
    Stage now = stage;
    if (now.agent() == null || now.adapter() == null) {
      return Readiness.none(String.valueOf(now.said()));
    }
    RuntimeState state = now.agent().state();
    CodexState codex = now.adapter().state();
    return new Readiness(band(state), codex(codex), login(codex), backlog(state));
  }

  private Finding band(RuntimeState state) {
    if (state.phase() != Phase.RUNNING) {
      return Finding.bad("The agent is " + word(state.phase()) + ".");
    }
    if (!state.connected()) {
      String why = state.connectionProblem();
      return Finding.bad(
          mask.apply(
              "Not connected to Band"
                  + (why == null ? "." : ": " + why.strip() + (why.endsWith(".") ? "" : "."))
                  + " It is tried again until it succeeds; check ws_url and the network."));
    }
    return Finding.GOOD;
  }

  private static String word(Phase phase) {
    return switch (phase) {
      case NEW, STARTING -> "starting";
      case RUNNING -> "running";
      case STOPPING -> "stopping";
      case STOPPED -> "stopped";
    };
  }

  private Finding codex(CodexState codex) {
    String why = codex.problem() == null ? "" : " " + codex.problem();
    return switch (codex.condition()) {
      case CONNECTED, RESTING -> Finding.GOOD;
      case NOT_STARTED, STARTING -> Finding.bad("Codex is being started.");
      case LOST ->
          Finding.bad(mask.apply("Codex has ended:" + why + " It is started again by itself."));
      case FAILED ->
          Finding.bad(
              mask.apply(
                  "Codex cannot be started:" + why + " Run band-codex doctor for the reason."));
    };
  }

  private Finding login(CodexState codex) {
    return switch (codex.login()) {
      case PRESENT, NOT_NEEDED -> Finding.GOOD;
      case UNKNOWN -> Finding.bad("Not known: Codex has not told yet who is logged in.");
      case MISSING -> Finding.bad("Codex is not logged in. Run band-codex login.");
      case REFUSED ->
          Finding.bad(
              mask.apply(
                  "The model's provider refused the login: "
                      + codex.refusal()
                      + " Run band-codex login, or check the provider's key, then restart."));
    };
  }

  private Finding backlog(RuntimeState state) {
    return state.messagesWaiting() <= largestBacklog
        ? Finding.GOOD
        : Finding.bad(
            state.messagesWaiting()
                + " messages wait, more than "
                + largestBacklog
                + " (health_max_backlog). Wait, or spread the rooms over more agents.");
  }

  private void checkOnAndOn() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        check();
        if (checkNow.tryAcquire(betweenChecks.toMillis(), TimeUnit.MILLISECONDS)) {
          checkNow.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void check() throws InterruptedException {
    Stage now = stage;
    if (now.agent() == null
        || now.adapter() == null
        || now.agent().state().phase() != Phase.RUNNING) {
      return;
    }
    try {
      now.adapter().checkUp();
    } catch (RuntimeException e) {
      log.debug("agent {}: the look after Codex failed", key, e);
    }
  }

  @Override
  public void close() {
    checks.interrupt();
  }
}
