package ai.band.adapter.codex;

import static ai.band.testkit.FakeScript.hold;
import static ai.band.testkit.FakeScript.run;
import static ai.band.testkit.FakeScript.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.MessageOutcome;
import ai.band.local.world.Person;
import ai.band.local.world.Role;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests and decisions between a room and Codex, as people write them. */
class ApprovalFlowTest {
  private static final String NBSP = "\u00A0";

  private final AdapterStage stage =
      new AdapterStage(
          FakeScript.create()
              .when(
                  "test twice",
                  run("npm test").put("approve", true),
                  run("npm test").put("approve", true),
                  say("done"))
              .when("test and hold", run("npm test").put("approve", true), hold(), say("over"))
              .when("test once", run("npm test").put("approve", true), say("done"))
              .otherwise(say("ok")));
  private Future<MessageOutcome> work;

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void a_session_approval_is_for_the_sandbox_of_its_turn_not_for_the_rooms_later_one()
      throws Exception {
    stage.config(c -> c.approvalPolicy("untrusted").sandbox("read-only")).start();
    begin("test twice");
    assertThat(reply("/sandbox workspace-write")).contains("Later turns");

    assertThat(reply("/approve-session")).contains("with sandbox read-only");

    assertThat(ended(work)).isEqualTo(MessageOutcome.processed());
    assertThat(questions()).as("the second request of the turn is covered").hasSize(1);
    assertThat(decisions()).containsExactly("acceptForSession", "acceptForSession");
    begin("test once");
    assertThat(policyOf(stage.sent("turn/start").getLast())).isEqualTo("workspaceWrite");
    assertThat(questions().getLast())
        .as("the wider sandbox is another thing")
        .contains("with sandbox workspace-write");
    reply("/decline");
    ended(work);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          "/approve req-0"                                | accept
          "/APPROVE req-0"                                | accept
          "/Approve-Session   req-0  "                    | acceptForSession
          "   /approve req-0"                             | accept
          "@bob /approve req-0"                           | accept
          "@[[00000000-0000-4000-8000-000000000001]] /approve req-0" | accept
          "@bob, @alice/coder /approve `req-0`"           | accept
          "@bob\u00A0/approve\u00A0req-0\u00A0"           | accept
          "/approve\treq-0"                               | accept
          "/approve\nreq-0"                               | accept
          "/approve req-0 please"                         | accept
          "/approve req-0\u00A0please"                    | accept
          "/approve call_0"                               | accept
          "/approve"                                      | accept
          "/approve req-0 option 1"                       | accept
          "/approve req-0 Option 2"                       | cancel
          "/approve option 2"                             | cancel
          "/decline req-0 because"                        | decline
          """)
  void commands_are_understood_however_they_are_written(String text, String decision)
      throws Exception {
    stage.config(c -> c.approvalPolicy("untrusted")).start();
    begin("test once");

    reply(unescaped(text));

    ended(work);
    assertThat(decisions()).containsExactly(decision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/approve req-1",
        "/approve REQ-0",
        "/approve req-0x",
        "/approve req-",
        "/approve please",
        "/approve all",
        "/approve req-0, please",
        "/approve req-0 option",
        "/approve req-0 option x",
        "/approve req-0 option 9",
        "/approve req-0 option -1",
        "/approve-session req-7",
        "/answer req-0 yes"
      })
  void what_names_no_request_decides_nothing(String text) throws Exception {
    stage.config(c -> c.approvalPolicy("untrusted")).start();
    begin("test once");

    assertThat(reply(text)).containsAnyOf("req-0", "Usage");

    assertThat(decisions()).isEmpty();
    assertThat(reply("/approvals")).contains("1 waiting");
    reply("/decline");
    ended(work);
  }

  @Test
  void an_id_of_another_room_is_unknown_here_with_or_without_a_request_of_our_own()
      throws Exception {
    stage.config(c -> c.approvalPolicy("untrusted")).start();
    StageRoom other = new StageRoom(stage, stage.newRoom(), false);
    begin("test once");
    var elsewhere = stage.start(stage.post(other, stage.alice(), "test once"), new StageSignal());
    soon(() -> stage.replies(other.room()).stream().anyMatch(text -> text.contains("(req-1)")));

    assertThat(reply("/approve req-1")).contains("No request `req-1` waits here. Waiting: req-0.");

    assertThat(decisions()).isEmpty();
    assertThat(reply("/approve")).contains("req-0: accept");
    ended(work);
    assertThat(reply("/approve req-1")).contains("Nothing waits for a decision in this room");
    assertThat(decisions()).containsExactly("accept");
    stage.work(stage.post(other, stage.alice(), "/decline req-1"));
    ended(elsewhere);
    assertThat(decisions()).containsExactly("accept", "decline");
  }

  @Test
  void a_command_that_is_delivered_twice_decides_once() throws Exception {
    stage.config(c -> c.approvalPolicy("untrusted")).start();
    begin("test twice");
    var once = stage.post("/approve req-0");
    stage.work(once);
    soon(() -> questions().size() == 2);

    stage.deliver(once, true, new StageSignal());

    assertThat(stage.replies().getLast()).contains("No request `req-0` waits here");
    assertThat(decisions()).containsExactly("accept");
    reply("/decline");
    ended(work);
  }

  @Test
  void who_joins_a_turn_with_words_of_their_own_may_not_decide_about_it_with_four_eyes()
      throws Exception {
    Person bob = stage.band().world().directory().addPerson("bob", "Bob");
    Person carol = stage.band().world().directory().addPerson("carol", "Carol");
    stage.band().world().rooms().join(stage.room(), bob, Role.MEMBER);
    stage.band().world().rooms().join(stage.room(), carol, Role.MEMBER);
    stage.config(c -> c.approvalPolicy("untrusted").approvalFourEyes(true)).start();
    begin("test and hold");
    stage.work(stage.post(stage.handle(), bob, "/steer and push it"));

    stage.work(stage.post(stage.handle(), bob, "/approve"));

    assertThat(stage.replies().getLast()).contains("You may not decide about req-0");
    assertThat(decisions()).isEmpty();
    stage.work(stage.post(stage.handle(), carol, "/approve"));
    ended(work);
    assertThat(decisions()).containsExactly("accept");
  }

  @Test
  void who_has_left_the_room_decides_nothing_any_more() throws Exception {
    Person bob = stage.band().world().directory().addPerson("bob", "Bob");
    stage.band().world().rooms().join(stage.room(), bob, Role.MEMBER);
    stage.config(c -> c.approvalPolicy("untrusted")).start();
    begin("test once");
    var late = stage.post(stage.handle(), bob, "/approve req-0");
    stage.band().world().rooms().leave(stage.room(), stage.room().participant(bob.id()));

    stage.work(late);

    assertThat(decisions()).isEmpty();
    reply("/decline");
    ended(work);
    assertThat(decisions()).containsExactly("decline");
  }

  private static String unescaped(String text) {
    return text.replace("\\t", "\t").replace("\\n", "\n").replace("\\u00A0", NBSP);
  }

  /** A turn whose first request has been asked. */
  private void begin(String text) {
    int before = questions().size();
    work = stage.start(stage.post(text), new StageSignal());
    soon(() -> questions().size() > before);
  }

  private static MessageOutcome ended(Future<MessageOutcome> turn) throws Exception {
    return turn.get(60, TimeUnit.SECONDS);
  }

  private static void soon(java.util.concurrent.Callable<Boolean> condition) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(condition);
  }

  private String reply(String text) throws InterruptedException {
    int before = stage.replies().size();
    stage.work(stage.post(text));
    List<String> all = stage.replies();
    return String.join("\n", all.subList(before, all.size()));
  }

  private List<String> questions() {
    return stage.replies().stream().filter(text -> text.contains("Codex wants to")).toList();
  }

  private List<String> decisions() {
    return stage.servers().getLast().sent().stream()
        .filter(frame -> !frame.has("method") && frame.path("result").has("decision"))
        .map(frame -> frame.path("result").path("decision").asString())
        .toList();
  }

  private static String policyOf(JsonNode turn) {
    return turn.path("sandboxPolicy").path("type").asString("");
  }
}
