package ai.band.story;

import static ai.band.testkit.FakeScript.hold;
import static ai.band.testkit.FakeScript.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.local.LocalBand;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.Occasion;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands from the socket to Codex, past whatever waits in the room. */
class CommandLaneTest {
  private final FakeAppServer.InMemory codex =
      FakeAppServer.transport(
          FakeScript.create()
              .when("keep busy", hold(), FakeScript.say("over"))
              .when(
                  "test twice",
                  run("npm test").put("approve", true),
                  run("npm run lint").put("approve", true),
                  FakeScript.say("done"))
              .when("test once", run("npm test").put("approve", true), FakeScript.say("done"))
              .otherwise(FakeScript.say("You said: {input}")));
  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final Room room = band.world().rooms().create(alice, "Workshop", bot);
  private final Agent agent =
      Agent.builder()
          .adapter(
              CodexAdapter.builder()
                  .config(CodexAdapterConfig.builder().approvalPolicy("untrusted").build())
                  .clientFactory(ignored -> codex)
                  .build())
          .agentId(bot.id())
          .apiKey(bot.apiKey())
          .restUrl(band.restUrl().toString())
          .wsUrl(band.socketUrl().toString())
          .build();

  @AfterEach
  void close() {
    agent.close();
    band.close();
  }

  @Test
  void the_queue_shows_what_waits_and_what_is_dropped_never_reaches_codex() throws Exception {
    agent.start();
    say("keep busy");
    soon(() -> codex.sent("turn/start").size() == 1);
    Entry first = say("alpha");
    Entry second = say("beta");
    Entry third = say("gamma");
    soon(() -> answer("/queue").contains("3 waiting:"));

    assertThat(answer("/queue"))
        .containsPattern("(?s)1\\. Alice: .*alpha.*2\\. Alice: .*beta.*3\\. Alice: .*gamma");
    assertThat(answer("/queue drop 2")).contains("Dropped: Alice:", "beta");
    assertThat(answer("/queue")).contains("2 waiting:", "alpha", "gamma").doesNotContain("beta");
    assertThat(answer("/queue drop 3")).contains("There is no message 3 in the queue");
    assertThat(answer("/stop")).contains("Stopped");

    soon(() -> isDone(first) && isDone(second) && isDone(third));
    assertThat(inputs()).hasSize(3);
    assertThat(inputs().get(1)).contains("alpha");
    assertThat(inputs().get(2)).contains("gamma");
    assertThat(answer("/queue")).contains("Nothing waits in this room.");
  }

  @Test
  void a_decision_passes_everything_that_waits() throws Exception {
    agent.start();
    say("test once");
    soon(() -> asked("(req-0)"));
    for (int i = 0; i < 100; i++) {
      say("and also " + i);
    }

    Entry decision = say("/approve");

    soon(() -> isDone(decision));
    assertThat(decisions()).containsExactly("accept");
    assertThat(codex.sent("turn/start").size()).isLessThan(100);
  }

  @Test
  void a_decision_that_no_push_has_brought_is_found_while_the_turn_waits_for_it() throws Exception {
    agent.start();
    Entry work = say("test once");
    soon(() -> asked("(req-0)"));
    say("this waits behind the turn");
    band.faults()
        .add(FrameFault.of("message_created", new FrameFault.Effect.Drop(null), Occasion.ONCE));

    say("/approve req-0");

    soon(() -> isDone(work));
    assertThat(band.faults().struck()).isPositive();
    assertThat(decisions()).containsExactly("accept");
  }

  @Test
  void a_decision_that_is_pushed_twice_counts_once() throws Exception {
    agent.start();
    Entry work = say("test twice");
    soon(() -> asked("(req-0)"));
    band.faults()
        .add(FrameFault.of("message_created", new FrameFault.Effect.Duplicate(), Occasion.ONCE));

    Entry decision = say("/approve");
    soon(() -> isDone(decision) && asked("(req-1)"));
    assertThat(answer("/approvals")).contains("1 waiting", "req-1");

    assertThat(decisions()).containsExactly("accept");
    say("/decline");
    soon(() -> isDone(work));
    assertThat(decisions()).containsExactly("accept", "decline");
  }

  @Test
  void a_decision_from_before_the_start_does_not_decide_about_work_that_comes_after_it()
      throws Exception {
    Entry stale = say("/approve");
    Entry alsoStale = say("/approve req-0");
    Entry work = say("test once");

    agent.start();
    soon(() -> isDone(stale) && isDone(alsoStale) && asked("(req-0)"));

    assertThat(answer("/approvals")).contains("1 waiting", "req-0");
    assertThat(decisions()).isEmpty();
    say("/decline");
    soon(() -> isDone(work));
    assertThat(decisions()).containsExactly("decline");
  }

  private Entry say(String text) {
    return band.world().messages().post(room, alice, "@alice/coder " + text, bot);
  }

  private String answer(String command) {
    Entry asked = say(command);
    soon(() -> isDone(asked));
    return texts().getLast();
  }

  private boolean asked(String id) {
    return texts().stream().anyMatch(text -> text.contains(id));
  }

  private List<String> texts() {
    return room.timeline().stream()
        .filter(entry -> entry.isText() && entry.sender() == bot)
        .map(Entry::content)
        .toList();
  }

  private boolean isDone(Entry entry) {
    return entry.delivery(bot.id()).status() == Delivery.Status.PROCESSED;
  }

  private List<String> inputs() {
    return codex.sent("turn/start").stream().map(turn -> turn.path("input").toString()).toList();
  }

  private List<String> decisions() {
    return codex.sent().stream()
        .filter(frame -> !frame.has("method") && frame.path("result").has("decision"))
        .map(CommandLaneTest::decision)
        .toList();
  }

  private static String decision(JsonNode frame) {
    return frame.path("result").path("decision").asString();
  }

  private static void soon(Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(condition);
  }
}
