package ai.band.app.health;

import ai.band.api.AgentMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Counts and times the work of one agent. */
final class CountingMonitor implements AgentMonitor {
  private static final Duration[] SHORT_TIMES = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };
  private static final Duration[] LONG_TIMES = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15)
  };

  private final MeterRegistry registry;
  private final String agent;
  private final Timer queued;
  private final Timer starting;
  private final Timer replying;
  private final Timer working;
  private final Counter completed;
  private final Counter messages;
  private final Counter events;
  private final Counter repeated;

  CountingMonitor(MeterRegistry registry, String agent) {
    this.registry = registry;
    this.agent = agent;
    queued =
        timer("band.codex.queue.wait", "From a message's arrival to its room taking it up.")
            .serviceLevelObjectives(LONG_TIMES)
            .register(registry);
    starting = overhead("start");
    replying = overhead("reply");
    working =
        timer("band.codex.turn.duration", "How long turns work, without waiting for people.")
            .serviceLevelObjectives(LONG_TIMES)
            .register(registry);
    completed = turns("completed");
    turns("failed");
    turns("interrupted");
    turns("lost");
    turns("refused");
    messages = posts("message", "accepted");
    events = posts("event", "accepted");
    posts("message", "failed");
    posts("event", "failed");
    repeated =
        Counter.builder("band.codex.post.retries")
            .tags(Metrics.tags(agent))
            .description("Posts that failed and were tried again.")
            .register(registry);
    for (String kind : new String[] {"input", "cached_input", "output", "reasoning_output"}) {
      tokens(kind);
    }
  }

  private Timer.Builder timer(String name, String help) {
    return Timer.builder(name).tags(Metrics.tags(agent)).description(help);
  }

  private Timer overhead(String phase) {
    return Timer.builder("band.codex.turn.overhead")
        .tags(Metrics.tags(agent, "phase", phase))
        .description(
            "Time of this program: start, from taking a message up to turn/start; reply, from the"
                + " end of the turn to the post of the answer.")
        .serviceLevelObjectives(SHORT_TIMES)
        .register(registry);
  }

  private Counter turns(String outcome) {
    return Counter.builder("band.codex.turns")
        .tags(Metrics.tags(agent, "outcome", outcome))
        .description("Turns by the way they ended.")
        .register(registry);
  }

  private Counter posts(String kind, String result) {
    return Counter.builder("band.codex.posts")
        .tags(Metrics.tags(agent, "kind", kind, "result", result))
        .description("What was put into rooms, or given up.")
        .register(registry);
  }

  private Counter tokens(String kind) {
    return Counter.builder("band.codex.tokens")
        .tags(Metrics.tags(agent, "kind", kind))
        .description("Tokens that the model used; cached_input is part of input.")
        .register(registry);
  }

  @Override
  public void messageTaken(Duration waited) {
    queued.record(waited);
  }

  @Override
  public void turnStarting(Duration overhead) {
    starting.record(overhead);
  }

  @Override
  public void turnEnded(String outcome, Duration active) {
    working.record(active);
    (outcome.equals("completed") ? completed : turns(outcome)).increment();
  }

  @Override
  public void turnRefused() {
    turns("refused").increment();
  }

  @Override
  public void replySending(Duration overhead) {
    replying.record(overhead);
  }

  @Override
  public void posted(Post kind, boolean accepted) {
    if (accepted) {
      (kind == Post.MESSAGE ? messages : events).increment();
    } else {
      posts(kind.name().toLowerCase(Locale.ROOT), "failed").increment();
    }
  }

  @Override
  public void postRepeated() {
    repeated.increment();
  }

  @Override
  public void tokensUsed(long input, long cached, long output, long reasoning) {
    tokens("input").increment((double) input);
    tokens("cached_input").increment((double) cached);
    tokens("output").increment((double) output);
    tokens("reasoning_output").increment((double) reasoning);
  }

  @Override
  public void approvalDecided(String decision) {
    Counter.builder("band.codex.approvals")
        .tags(Metrics.tags(agent, "decision", decision))
        .description("Requests for approval by the way they ended.")
        .register(registry)
        .increment();
  }
}
