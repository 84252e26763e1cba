package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.SessionConfig;
import ai.band.local.LocalBand;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.fault.RestFault.Effect;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import ai.band.platform.rest.RetrySettings;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole agent: each fault at each call of a turn, each loss at each stage of a turn. */
class FaultCellsTest {
  private static final Duration LATE = Duration.ofMillis(4_700);
  private static final String PEERS = "listAgentPeers";
  private static final String FAILED = "markAgentMessageFailed";
  private static final List<String> OPERATIONS =
      List.of(
          "markAgentMessageProcessing",
          "getAgentChatContext",
          "getAgentNextMessage",
          "listAgentMessages",
          "listAgentChatParticipants",
          PEERS,
          "createAgentChatEvent",
          "createAgentChatMessage",
          "markAgentMessageProcessed",
          FAILED,
          "reportAgentChatActivity");
  private static final Map<String, Effect> EFFECTS = effects();

  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final List<FakeAppServer.InMemory> servers = new CopyOnWriteArrayList<>();
  private final Agent agent = agent();

  private static Map<String, Effect> effects() {
    Map<String, Effect> all = new LinkedHashMap<>();
    all.put("429 with Retry-After", new Effect.Status(429, Duration.ofSeconds(1), null));
    all.put("429", new Effect.Status(429, null, null));
    all.put("500 before", new Effect.Status(500, null, null));
    all.put("500 after", new Effect.StatusAfter(500));
    all.put("503 before", new Effect.Status(503, null, null));
    all.put("503 after", new Effect.StatusAfter(503));
    all.put("timeout, acts late", new Effect.Delay(LATE));
    all.put("timeout after", new Effect.DelayAnswer(LATE));
    all.put("reset before", new Effect.CutBefore());
    all.put("reset after", new Effect.CutAfter());
    all.put("reset, acts late", new Effect.ActLate(Duration.ofMillis(300)));
    return all;
  }

  private Agent agent() {
    var script =
        FakeScript.create()
            .when("breaks", FakeScript.fail("badRequest", "it broke"))
            .otherwise(
                FakeScript.call("band_get_participants", Map.of()),
                FakeScript.call("band_lookup_peers", Map.of()),
                FakeScript.call(
                    "band_send_event",
                    Map.of("content", "Looking around", "message_type", "thought")),
                FakeScript.say("You said: {message}"));
    var adapter =
        CodexAdapter.builder()
            .config(CodexAdapterConfig.builder().build())
            .clientFactory(
                config -> {
                  servers.add(
                      servers.isEmpty()
                          ? FakeAppServer.transport(script)
                          : servers.getLast().restarted(script));
                  return servers.getLast();
                })
            .build();
    return Agent.builder()
        .adapter(adapter)
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .sessionConfig(
            SessionConfig.builder().idleResync(Duration.ofMillis(500)).maxMessageRetries(5).build())
        .connection(FaultCellsTest::hurried)
        .build();
  }

  private static BandLinkOptions hurried(BandLinkOptions options) {
    return options
        .withRest(
            options
                .rest()
                .withTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(4))
                .withRetry(new RetrySettings(1, Duration.ofMillis(20), Duration.ofSeconds(1))))
        .withSocket(
            PhoenixOptions.builder()
                .reconnect(ReconnectSettings.constant(Duration.ofMillis(50)))
                .build());
  }

  @AfterEach
  void close() {
    agent.close();
    band.close();
  }

  @Test
  void each_fault_of_each_call_loses_and_doubles_nothing() throws Exception {
    Map<Entry, String> cells = new LinkedHashMap<>();
    List<Room> rooms = new ArrayList<>();
    for (String operation : OPERATIONS) {
      for (Map.Entry<String, Effect> effect : EFFECTS.entrySet()) {
        Room room = room();
        rooms.add(room);
        String cell = operation + ": " + effect.getKey();
        boolean anywhere = operation.equals(PEERS); // the call names no room in its path
        int skip = anywhere ? cells.size() % EFFECTS.size() : 0;
        RestFault.On calls = RestFault.on(operation);
        band.faults()
            .add(
                (anywhere ? calls : calls.inPath(room.id()))
                    .with(effect.getValue(), new Occasion(1, skip, 1)));
        cells.put(say(room, operation.equals(FAILED) ? "this breaks" : "cell " + cell), cell);
      }
    }

    agent.start();

    soon().until(() -> rooms.stream().allMatch(this::isDone));
    soon().until(() -> band.faults().struck() >= cells.size());
    List<String> wrong = new ArrayList<>();
    cells.forEach((message, cell) -> check(message, cell, wrong));
    System.out.printf("fault cells: %d, wrong: %s%n", cells.size(), wrong);
    assertThat(wrong).isEmpty();
  }

  private void check(Entry message, String cell, List<String> wrong) {
    List<String> said = said(message.roomId());
    boolean right =
        cell.startsWith(FAILED)
            ? said.size() == 1 && said.getFirst().contains("it broke")
            : said.size() == 1 && said.getFirst().contains("cell " + cell);
    if (!right) {
      wrong.add(cell + " -> " + said);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "markAgentMessageProcessing",
        "getAgentChatContext",
        "createAgentChatEvent Status: mapped",
        "listAgentPeers",
        "createAgentChatEvent Looking around",
        "createAgentChatMessage",
        "markAgentMessageProcessed"
      })
  void a_socket_that_drops_at_a_stage_loses_and_doubles_nothing(String stage) throws Exception {
    Room room = room();
    agent.start();
    Entry first = holdAt(stage, room);

    band.sockets().drop(bot, null);
    Entry second = say(room, "another");

    soon().until(() -> isDone(room));
    assertThat(said(room.id())).hasSize(2);
    assertThat(band.world().ledger().replies(room, first)).hasSize(1);
    assertThat(band.world().ledger().replies(room, second)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "markAgentMessageProcessing",
        "getAgentChatContext",
        "createAgentChatEvent Status: mapped",
        "listAgentPeers",
        "createAgentChatEvent Looking around",
        "createAgentChatMessage",
        "markAgentMessageProcessed"
      })
  void codex_killed_at_a_stage_loses_and_doubles_nothing(String stage) throws Exception {
    Room room = room();
    agent.start();
    Entry first = holdAt(stage, room);

    servers.getLast().close();
    Entry second = say(room, "another");

    soon().until(() -> isDone(room));
    Predicate<String> answer = text -> text.contains("You said: ");
    List<String> toFirst =
        band.world().ledger().replies(room, first).stream().map(Entry::content).toList();
    assertThat(toFirst).hasSize(1); // the answer, or why there is none
    assertThat(toFirst.getFirst())
        .matches(text -> answer.test(text) || text.contains("connection to Codex was lost"));
    assertThat(band.world().ledger().replies(room, second))
        .singleElement()
        .matches(entry -> answer.test(entry.content()));
    assertThat(servers).hasSizeGreaterThan(1);
  }

  /** Has a turn wait at a call for its answer, just long enough for what the test does then. */
  private Entry holdAt(String stage, Room room) {
    int space = stage.indexOf(' ');
    RestFault.On calls = RestFault.on(space < 0 ? stage : stage.substring(0, space));
    if (space >= 0) {
      calls = calls.inBody(stage.substring(space + 1));
    }
    long before = band.faults().struck();
    band.faults().add(calls.with(new Effect.DelayAnswer(Duration.ofMillis(500)), Occasion.ONCE));
    Entry asked = say(room, "something");
    soon().until(() -> band.faults().struck() > before);
    return asked;
  }

  private Room room() {
    return band.world().rooms().create(alice, "Room", bot);
  }

  private Entry say(Room room, String words) {
    return band.world().messages().post(room, alice, "@alice/coder " + words, bot);
  }

  private boolean isDone(Room room) {
    return band.world().deliveries().next(room, bot) == null;
  }

  private List<String> said(String roomId) {
    return band.world().rooms().of(bot).stream()
        .filter(room -> room.id().equals(roomId))
        .flatMap(room -> band.world().ledger().texts(room).stream())
        .filter(entry -> entry.sender() == bot)
        .map(Entry::content)
        .toList();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20));
  }
}
