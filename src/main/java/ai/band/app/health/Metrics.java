package ai.band.app.health;

import ai.band.adapter.codex.CodexState;
import ai.band.api.AgentMonitor;
import ai.band.runtime.RuntimeState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** The program's metrics. Each carries the key of its agent as the label {@code agent}. */
final class Metrics implements AutoCloseable {
  /** Of {@link #text}. */
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  static final String AGENT = "agent";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** What counts and times the work of an agent. */
  AgentMonitor monitor(String key) {
    return new CountingMonitor(registry, key);
  }

  /** Adds what is read from the agent's state when somebody asks. */
  void observe(WatchedAgent agent) {
    forgetStates(agent.key());
    ofAgent(agent, "band.codex.rooms", "Rooms that the agent is in.", RuntimeState::rooms);
    ofAgent(
        agent,
        "band.codex.messages.waiting",
        "Messages that wait in their rooms.",
        RuntimeState::messagesWaiting);
    ofAgent(
        agent,
        "band.codex.connected",
        "Whether the socket to Band is open.",
        state -> state.connected() ? 1 : 0);
    ofCodex(agent, "band.codex.turns.running", "Turns at work.", CodexState::turnsRunning);
    ofCodex(
        agent,
        "band.codex.approvals.pending",
        "Requests for approval that wait for somebody.",
        CodexState::pendingApprovals);
    ofCodex(
        agent,
        "band.codex.events.waiting",
        "Events on their way to Band.",
        CodexState::eventsWaiting);
    counted(
        agent,
        "band.codex.reconnects",
        "Times that the socket to Band was restored.",
        a -> a.agentState() == null ? 0 : a.agentState().reconnects());
    counted(
        agent,
        "band.codex.rest.retries",
        "Calls to Band that were sent again.",
        a -> a.agentState() == null ? 0 : a.agentState().callsRepeated());
    counted(
        agent,
        "band.codex.process.starts",
        "Times that Codex was started or connected to.",
        a -> a.codexState() == null ? 0 : a.codexState().starts());
    counted(
        agent,
        "band.codex.process.restarts",
        "Times that Codex was started after the first.",
        a -> a.codexState() == null ? 0 : Math.max(0, a.codexState().starts() - 1));
    Gauge.builder("band.codex.ready", agent, a -> a.readiness().ready() ? 1 : 0)
        .tags(AGENT, agent.key())
        .description("Whether the agent can work on messages.")
        .register(registry);
  }

  private void ofAgent(
      WatchedAgent agent, String name, String help, ToDoubleFunction<RuntimeState> value) {
    Gauge.builder(
            name,
            agent,
            a -> {
              RuntimeState state = a.agentState();
              return state == null ? 0 : value.applyAsDouble(state);
            })
        .tags(AGENT, agent.key())
        .description(help)
        .register(registry);
  }

  private void ofCodex(
      WatchedAgent agent, String name, String help, ToDoubleFunction<CodexState> value) {
    Gauge.builder(
            name,
            agent,
            a -> {
              CodexState state = a.codexState();
              return state == null ? 0 : value.applyAsDouble(state);
            })
        .tags(AGENT, agent.key())
        .description(help)
        .register(registry);
  }

  private void counted(
      WatchedAgent agent, String name, String help, ToDoubleFunction<WatchedAgent> value) {
    FunctionCounter.builder(name, agent, value)
        .tags(AGENT, agent.key())
        .description(help)
        .register(registry);
  }

  private void forgetStates(String key) {
    remove(key, meter -> meter instanceof Gauge || meter instanceof FunctionCounter);
  }

  /** Drops everything about an agent. */
  void forget(String key) {
    remove(key, meter -> true);
  }

  private void remove(String key, java.util.function.Predicate<Meter> which) {
    for (Meter meter : registry.getMeters()) {
      if (key.equals(meter.getId().getTag(AGENT)) && which.test(meter)) {
        registry.remove(meter);
      }
    }
  }

  /** All metrics in the text form of Prometheus. */
  String text() {
    return registry.scrape();
  }

  static Tags tags(String key, String... more) {
    return Tags.of(AGENT, key).and(more);
  }

  @Override
  public void close() {
    registry.close();
  }
}
