package ai.band.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import ai.band.local.LocalBand;
import ai.band.local.OfflineCodexConfig;
import ai.band.local.OfflineModel;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A room with a person and an agent of ours in it: local Band, the real Codex CLI, and the offline
 * model behind it.
 *
 * <pre>{@code
 * try (var stage = RoomStage.open()) {
 *   stage.startAgent(config -> config.approvalPolicy("never"));
 *   Entry asked = stage.say("say hello");
 *   assertThat(stage.replyTo(asked)).contains("hello");
 * }
 * }</pre>
 */
public final class RoomStage implements AutoCloseable {
  /** Long enough for a loaded machine; nothing waits that long when all is well. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalBand band = LocalBand.start();
  private final OfflineModel model;
  private final RealCodex codex;
  private final Person alice;
  private final RegisteredAgent bot;
  private final Room room;
  private Agent agent;

  private RoomStage(UnaryOperator<OfflineCodexConfig> settings) {
    model = OfflineModel.start(0);
    codex = RealCodex.with(settings.apply(model.codexConfig()));
    alice = band.world().directory().addPerson("alice", "Alice");
    bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
    room = newRoom("Workshop");
  }

  /** A stage with the usual Codex settings. */
  public static RoomStage open() {
    return new RoomStage(UnaryOperator.identity());
  }

  /** A stage with other Codex settings. */
  public static RoomStage open(UnaryOperator<OfflineCodexConfig> settings) {
    return new RoomStage(settings);
  }

  /** One more room with the same two in it. */
  public Room newRoom(String title) {
    return band.world().rooms().create(alice, title, bot);
  }

  /** Starts the agent; everything is reported to the room. */
  public Agent startAgent(UnaryOperator<CodexConfigBuilder> settings) {
    return startAgent(
        settings,
        new AdapterFeatures(Set.of(), Set.of(Emit.EXECUTION, Emit.THOUGHTS, Emit.TASK_EVENTS)));
  }

  /** Starts the agent with these features. */
  public Agent startAgent(UnaryOperator<CodexConfigBuilder> settings, AdapterFeatures features) {
    CodexAdapter adapter =
        CodexAdapter.builder().config(config(settings)).features(features).build();
    return startAgent(adapter);
  }

  /** Starts an agent with an adapter that the test has made. */
  public Agent startAgent(CodexAdapter adapter) {
    agent =
        Agent.builder()
            .adapter(adapter)
            .agentId(bot.id())
            .apiKey(bot.apiKey())
            .restUrl(band.restUrl().toString())
            .wsUrl(band.socketUrl().toString())
            .build();
    try {
      agent.start();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the agent started", e);
    }
    return agent;
  }

  /** Settings that lead to this stage's Codex. */
  public CodexAdapterConfig config(UnaryOperator<CodexConfigBuilder> settings) {
    return settings
        .apply(
            CodexAdapterConfig.builder()
                .codexCommand(codex.command())
                .codexEnv(codex.environment())
                .cwd(codex.workspace().toString()))
        .build();
  }

  /** Stops the agent as a user would. */
  public void stopAgent() {
    try {
      agent.stop(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the agent stopped", e);
    }
  }

  /** Alice mentions the agent in the first room. */
  public Entry say(String text) {
    return say(room, text);
  }

  /** Alice mentions the agent. */
  public Entry say(Room where, String text) {
    return band.world().messages().post(where, alice, "@alice/coder " + text, bot);
  }

  /** The texts that the agent posted in answer to a message, once it is done with it. */
  public List<String> repliesTo(Room where, Entry asked) {
    awaitDone(asked);
    return band.world().ledger().replies(where, asked).stream().map(Entry::content).toList();
  }

  /** The one text that the agent posted in answer to a message. */
  public String replyTo(Entry asked) {
    return replyTo(room, asked);
  }

  /** The one text that the agent posted in answer to a message. */
  public String replyTo(Room where, Entry asked) {
    List<String> replies = repliesTo(where, asked);
    assertThat(replies).as("replies to '%s'", asked.content()).hasSize(1);
    return replies.getFirst();
  }

  /** Waits until the platform has the message as processed by the agent. */
  public void awaitDone(Entry asked) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(asked.delivery(bot.id()).status())
                    .isEqualTo(ai.band.local.world.Delivery.Status.PROCESSED));
  }

  /** Events of a type in the first room, oldest first. */
  public List<Entry> events(String type) {
    return band.world().ledger().events(room).stream()
        .filter(entry -> entry.type().equals(type))
        .toList();
  }

  public LocalBand band() {
    return band;
  }

  public OfflineModel model() {
    return model;
  }

  public RealCodex codex() {
    return codex;
  }

  public Person alice() {
    return alice;
  }

  public RegisteredAgent bot() {
    return bot;
  }

  public Room room() {
    return room;
  }

  public Agent agent() {
    return agent;
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    model.close();
    band.close();
  }
}
