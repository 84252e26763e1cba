package ai.band.adapter.codex.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.AdapterStage;
import ai.band.adapter.codex.StageRoom;
import ai.band.adapter.codex.StageSignal;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.MessageOutcome;
import ai.band.local.world.Entry;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.Role;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each slash command: its reply, its errors, idle and during a turn, and what Codex gets. */
class SlashCommandTest {
  private static final FakeScript SCRIPT =
      FakeScript.create()
          .when("keep busy", FakeScript.say("working"), FakeScript.hold(), FakeScript.say("over"))
          .when(
              "with permission",
              FakeScript.run("npm test").put("approve", true),
              FakeScript.say("ran"))
          .otherwise(FakeScript.say("You said: {input}"));

  private static final String USED_ONCE =
      "input 10 (0 cached), output 5 (0 reasoning), total 15; this turn: input +10, output +5,"
          + " total +15; context window 258,400";

  private final AdapterStage stage = new AdapterStage(SCRIPT);
  private final Person bob = stage.band().world().directory().addPerson("bob", "Bob");
  private Future<MessageOutcome> work;

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /help              | (?s).*/status.*/model.*/reasoning.*/sandbox.*--confirm.*/approve.*/decline.*/answer.*/thread.*/usage.*
          /model             | (?s)model: gpt-fake.*configured: auto.*/model list.*
          /models            | (?s)model: gpt-fake.*configured: auto.*
          /model list        | (?s)2 models:.*gpt-fake-mini.*gpt-fake-max \\(default\\).*
          /models ls         | (?s)2 models:.*
          /model a b         | Usage: /model.*
          /reasoning         | (?s)reasoning_effort: default.*reasoning_summary: default.*valid: none, minimal, low.*
          /reasoning silly   | (?s).*silly.*Valid: none, minimal, low.*Nothing was changed.*
          /approvals         | Nothing waits for a decision.*
          /approve           | Nothing waits for a decision.*
          /decline req-0     | Nothing waits for a decision.*
          /approve-session   | Nothing waits for a decision.*
          /answer req-0 yes  | Nothing waits for a decision.*
          /approvals revoke 1   | There is no session approval 1; there are 0.
          /approvals revoke all | 0 session approvals taken back.
          /approvals nonsense   | Usage: /approvals.*
          /sandbox           | (?s)sandbox: default.*read-only, workspace-write, danger-full-access.*
          /sandbox sealed    | (?s).*no sandbox mode. Valid: read-only, workspace-write, danger-full-access.*
          /sandbox external-sandbox   | (?s).*no sandbox mode.*
          /sandbox danger-full-access | (?s).*delete.*/sandbox danger-full-access --confirm.*Nothing was.*
          /sandbox read-only now      | Usage: /sandbox.*
          /sandbox read-only --force  | Usage: /sandbox.*
          /permissions       | (?s)approval_mode: manual.*sandbox: default.*approval_policy: never.*
          /threads           | No room has a thread yet.
          /thread            | No room has a thread yet.
          /thread info       | This room has no thread yet.
          /thread archive    | Archived thread none.*next message starts a new thread.
          /thread fork       | Usage: /threads.*
          /usage             | This room has no thread yet.
          /stop              | No turn is running in this room.
          /steer             | Usage: /steer.*
          /queue             | Nothing waits in this room.
          /queue drop 1      | There is no message 1 in the queue; there are 0.
          /queue fetch       | Usage: /queue.*
          /compact           | No thread is loaded.*
          /whoami            | (?s)id: .*type: User.*may approve: yes.*may use privileged commands: yes.*
          """)
  void in_a_fresh_room_each_command_has_its_answer_and_no_turn_begins(String text, String reply)
      throws Exception {
    start(config -> config);

    assertThat(reply(text)).matches(Pattern.compile(reply));

    assertThat(stage.sent("turn/start")).isEmpty();
    assertThat(stage.room().timeline().stream().filter(Entry::isText).toList().getLast().mentions())
        .anySatisfy(mention -> assertThat(mention.id()).isEqualTo(stage.alice().id()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /help              | (?s).*/status.*/model.*/reasoning.*/sandbox.*--confirm.*/approve.*/decline.*/answer.*/thread.*/usage.*
          /status            | (?s).*thread_id: [0-9a-f-]{36}.*token_usage: input [0-9]+ .*total [0-9]+.*turn: running for \\d+ s.*
          /model             | (?s)model: gpt-fake.*configured: auto.*/model list.*
          /models            | (?s)model: gpt-fake.*configured: auto.*
          /model list        | (?s)2 models:.*gpt-fake-mini.*gpt-fake-max \\(default\\).*
          /models ls         | (?s)2 models:.*
          /model a b         | Usage: /model.*
          /model gpt-fake-mini | Later turns in this room use model gpt-fake-mini.
          /model gpt-fake-mini --all | Later turns in all rooms use model gpt-fake-mini.
          /reasoning         | (?s)reasoning_effort: default.*reasoning_summary: default.*valid: none, minimal, low.*
          /reasoning silly   | (?s).*silly.*Valid: none, minimal, low.*Nothing was changed.*
          /reasoning LOW     | Later turns in this room use reasoning effort low.
          /approvals         | Nothing waits for a decision.*
          /approve           | Nothing waits for a decision.*
          /approve req-0 option 1 | Nothing waits for a decision.*
          /decline req-0     | Nothing waits for a decision.*
          /approve-session   | Nothing waits for a decision.*
          /answer req-0 yes  | Nothing waits for a decision.*
          /approvals revoke 1   | There is no session approval 1; there are 0.
          /approvals revoke all | 0 session approvals taken back.
          /approvals nonsense   | Usage: /approvals.*
          /sandbox           | (?s)sandbox: default.*read-only, workspace-write, danger-full-access.*
          /sandbox sealed    | (?s).*no sandbox mode. Valid: read-only, workspace-write, danger-full-access.*
          /sandbox external-sandbox   | (?s).*no sandbox mode.*
          /sandbox danger-full-access | (?s).*delete.*/sandbox danger-full-access --confirm.*Nothing was.*
          /sandbox read-only now      | Usage: /sandbox.*
          /sandbox read-only --force  | Usage: /sandbox.*
          /sandbox read-only          | Later turns in this room use sandbox read-only.
          /permissions       | (?s)approval_mode: manual.*sandbox: default.*approval_policy: never.*
          /threads           | (?s)Threads:.* → [0-9a-f-]{36} \\(this room\\)
          /thread            | (?s)Threads:.* → [0-9a-f-]{36} \\(this room\\)
          /thread info       | (?s)thread_id: [0-9a-f-]{36}\\nroom_id: [0-9a-f-]{36}\\ntoken_usage: input [0-9]+ .*
          /thread archive    | A turn is running.*
          /thread fork       | Usage: /threads.*
          /usage             | (?s)thread_id: [0-9a-f-]{36}\\ntoken_usage: input [0-9]+ .*
          /steer             | Usage: /steer.*
          /steer faster      | (?s).*Added to the running turn.*
          /stop              | Stopped. Nothing more of that turn will be posted.
          /queue             | (?s)2 waiting:.*1. Alice: @alice/coder and then this.*2. Alice: @alice/coder and that.*
          /queue drop 2      | Dropped: Alice: @alice/coder and that
          /queue drop 3      | There is no message 3 in the queue; there are 2.
          /queue drop        | Usage: /queue.*
          /queue fetch       | Usage: /queue.*
          /compact           | A turn is running.*
          /whoami            | (?s)id: .*type: User.*may approve: yes.*may use privileged commands: yes.*
          """)
  void while_a_turn_runs_each_command_is_answered_at_once_and_starts_none(String text, String reply)
      throws Exception {
    start(config -> config);
    stage.say("first");
    begin("keep busy");
    for (String waiting : List.of("and then this", "and that")) {
      stage.handle().queue(stage.post(waiting).input(false, new StageSignal()).message());
    }
    int turns = stage.sent("turn/start").size();

    assertThat(reply(text)).matches(Pattern.compile(reply));

    if (!List.of("/stop", "/steer faster").contains(text)) {
      assertThat(work.isDone()).as("the turn goes on").isFalse();
      reply("/stop");
    }
    work.get();
    assertThat(stage.sent("turn/start")).hasSize(turns);
  }

  @ParameterizedTest
  @CsvSource({
    "/model gpt-fake-max --all,model,gpt-fake-max",
    "/model --all gpt-fake-max,model,gpt-fake-max",
    "/reasoning high --all,effort,high",
    "/sandbox workspace-write --all,sandboxPolicy,workspaceWrite",
    "/sandbox danger-full-access --confirm --all,sandboxPolicy,dangerFullAccess"
  })
  void a_choice_for_all_reaches_every_room_there_is_and_every_new_one(
      String choice, String field, String value) throws Exception {
    start(config -> config);
    StageRoom known = stage.another();
    stage.work(stage.post(known, stage.alice(), "hello"));
    assertThat(chosen(field)).isNotEqualTo(value);

    assertThat(reply(choice)).contains("in all rooms");

    for (StageRoom room : List.of(stage.handle(), known, stage.another())) {
      stage.work(stage.post(room, stage.alice(), "next"));
      assertThat(chosen(field)).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/model gpt-fake-max,model,gpt-fake-max",
    "/reasoning high,effort,high",
    "/sandbox workspace-write,sandboxPolicy,workspaceWrite"
  })
  void a_choice_for_this_room_reaches_no_other(String choice, String field, String value)
      throws Exception {
    start(config -> config);
    StageRoom known = stage.another();
    stage.work(stage.post(known, stage.alice(), "hello"));

    assertThat(reply(choice)).contains("in this room");

    for (StageRoom room : List.of(known, stage.another())) {
      stage.work(stage.post(room, stage.alice(), "next"));
      assertThat(chosen(field)).isNotEqualTo(value);
    }
    stage.say("next");
    assertThat(chosen(field)).isEqualTo(value);
  }

  /** What the newest turn was started with. */
  private String chosen(String field) {
    JsonNode value = stage.sent("turn/start").getLast().path(field);
    return value.isObject() ? value.path("type").asString("") : value.asString("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "please don't /approve req-1",
        "/unknown words",
        "what does /help do?",
        "/approved"
      })
  void other_texts_go_to_the_model(String text) throws Exception {
    start(config -> config);
    stage.say(text);

    assertThat(stage.lastInput().getLast()).endsWith(text);
  }

  @Test
  void status_has_every_field_idle_and_during_a_turn() throws Exception {
    start(config -> config.model("gpt-fake-mini").reasoningEffort("high").sandbox("read-only"));
    String fresh = reply("/status");
    assertThat(lines(fresh))
        .contains(
            "transport: stdio",
            "selected_model: gpt-fake-mini",
            "configured_model: gpt-fake-mini",
            "room_id: " + stage.room().id(),
            "thread_id: not mapped",
            "approval_policy: never",
            "approval_mode: manual",
            "sandbox: read-only",
            "reasoning_effort: high",
            "reasoning_summary: default",
            "pending_approvals: 0",
            "session_approvals: 0",
            "token_usage: none",
            "turn_task_markers: false",
            "turn: idle",
            "client: connected");

    begin("keep busy");
    String busy = reply("/status");

    assertThat(busy)
        .containsPattern("thread_id: [0-9a-f-]{36}")
        .containsPattern("turn: running for \\d+ s");
    assertThat(work.isDone()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /model gpt-fake-mini         | /model     | gpt-fake-mini      | model
          /reasoning HIGH              | /reasoning | high               | effort
          /sandbox workspace-write     | /sandbox   | workspace-write    | sandboxPolicy/type=workspaceWrite
          /sandbox ws                  | /help      | Commands           | sandboxPolicy/none
          /sandbox read_only           | /sandbox   | read-only          | sandboxPolicy/type=readOnly
          /sandbox --confirm danger-full-access | /sandbox | danger-full-access | sandboxPolicy/type=dangerFullAccess
          """)
  void a_choice_holds_from_the_next_turn_on_also_when_it_is_made_during_one(
      String choice, String look, String shown, String frame) throws Exception {
    start(config -> config);
    begin("keep busy");

    String confirmed = reply(choice);

    boolean refused = frame.endsWith("none");
    assertThat(confirmed).contains(refused ? "Nothing was changed" : "Later turns in this room");
    assertThat(reply(look)).contains(shown);
    assertThat(work.isDone()).as("the turn goes on").isFalse();
    reply("/stop");
    work.get();
    stage.say("next");
    JsonNode next = stage.sent("turn/start").getLast();
    String[] path = frame.split("[/=]");
    String value =
        path.length == 1
            ? next.path(path[0]).asString()
            : next.path(path[0]).path(path[1]).asString("");
    assertThat(value).isEqualTo(refused ? "" : path.length == 1 ? shown : path[2]);
  }

  @Test
  void a_choice_is_for_one_room_unless_it_is_for_all() throws Exception {
    start(config -> config);

    assertThat(reply("/model gpt-fake-mini")).contains("in this room");
    assertThat(reply("/reasoning low --all")).contains("in all rooms");
    stage.say("next");

    assertThat(stage.sent("turn/start").getLast().path("model").asString())
        .isEqualTo("gpt-fake-mini");
    assertThat(stage.sent("turn/start").getLast().path("effort").asString()).isEqualTo("low");
  }

  @Test
  void a_model_that_codex_does_not_list_is_taken_with_a_warning() throws Exception {
    start(config -> config);

    assertThat(reply("/model gpt-unheard-of")).contains("gpt-unheard-of", "Warning");
    stage.say("next");

    assertThat(stage.sent("turn/start").getLast().path("model").asString())
        .isEqualTo("gpt-unheard-of");
  }

  @Test
  void a_sandbox_that_a_policy_fixes_cannot_be_changed() throws Exception {
    start(config -> config.sandboxPolicy(Map.of("type", "readOnly")));

    assertThat(reply("/sandbox workspace-write")).contains("sandbox_policy", "Remove it");
    stage.say("next");

    assertThat(stage.sent("turn/start").getLast().path("sandboxPolicy").path("type").asString())
        .isEqualTo("readOnly");
  }

  @Test
  void no_command_passes_the_ceiling_of_the_sandbox() throws Exception {
    start(config -> config.sandbox("read-only").maxSandbox("workspace-write"));

    assertThat(reply("/sandbox danger-full-access --confirm")).contains("max_sandbox", "at most");
    stage.say("next");

    assertThat(stage.sent("turn/start").getLast().path("sandboxPolicy").path("type").asString())
        .isEqualTo("readOnly");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/model gpt-fake-mini",
        "/model gpt-fake-mini --all",
        "/reasoning low",
        "/sandbox danger-full-access --confirm",
        "/sandbox workspace-write --all",
        "/thread archive",
        "/stop",
        "/steer say more",
        "/queue drop 1",
        "/compact",
        "/approvals revoke all"
      })
  void who_is_no_operator_is_refused_and_nothing_changes(String text) throws Exception {
    start(c -> c.commandOperators("@alice").sandbox("read-only").model("gpt-fake-max"));
    stage.say("first");
    begin("keep busy");
    int frames = stage.servers().getLast().sent().size();

    assertThat(reply(bob, text)).contains("You may not use", "Nothing was changed");
    assertThat(reply(stage.peer(), text)).contains("You may not use");

    assertThat(stage.servers().getLast().sent()).as("nothing reached Codex").hasSize(frames);
    assertThat(work.isDone()).isFalse();
    assertThat(reply("/stop")).contains("Stopped");
    work.get();
    stage.say("next");
    JsonNode next = stage.sent("turn/start").getLast();
    assertThat(next.path("sandboxPolicy").path("type").asString()).isEqualTo("readOnly");
    assertThat(next.path("model").asString()).isEqualTo("gpt-fake-max");
    assertThat(next.path("effort").asString("")).isNotEqualTo("low");
    assertThat(stage.sent("thread/start")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/approvals", "/permissions", "/threads", "/usage", "/whoami"})
  void reading_is_open_to_everybody(String text) throws Exception {
    start(config -> config.commandOperators("@alice").approvalApprovers("@alice"));

    assertThat(reply(bob, text)).doesNotContain("You may not");
  }

  @ParameterizedTest
  @CsvSource({
    "/approve req-0,accept",
    "/decline `req-0`,decline",
    "/approve-session,acceptForSession"
  })
  void a_decision_reaches_codex_while_its_turn_waits(String text, String decision)
      throws Exception {
    start(config -> config.approvalPolicy("untrusted").approvalApprovers("@alice"));
    work = stage.start(stage.post("with permission"), new StageSignal());
    awaitReply("(req-0)");
    assertThat(reply("/approvals")).contains("req-0: execute `npm test`", "asked for by Alice");
    assertThat(reply(bob, text)).contains("You may not decide", "still waiting");
    assertThat(reply(stage.peer(), text)).contains("You may not decide");

    assertThat(reply(text)).contains("req-0: " + decision);

    work.get();
    assertThat(answers()).singleElement().hasToString("{\"decision\":\"" + decision + "\"}");
    assertThat(reply("/permissions")).contains(decision + " by Alice");
    assertThat(reply("/approve req-0")).contains("Nothing waits");
  }

  @Test
  void threads_are_shown_and_archived_only_while_nothing_runs() throws Exception {
    start(config -> config);
    stage.say("first");
    String thread = stage.sent("turn/start").getLast().path("threadId").asString();

    assertThat(reply("/threads")).contains(stage.room().id() + " → " + thread + " (this room)");
    assertThat(reply("/thread info"))
        .isEqualTo(
            "thread_id: "
                + thread
                + "\nroom_id: "
                + stage.room().id()
                + "\ntoken_usage: "
                + USED_ONCE);
    assertThat(reply("/usage")).isEqualTo("thread_id: " + thread + "\ntoken_usage: " + USED_ONCE);
    assertThat(lines(reply("/status"))).contains("token_usage: " + USED_ONCE);
    begin("keep busy");
    assertThat(reply("/thread archive")).contains("A turn is running");
    assertThat(reply("/compact")).contains("A turn is running");
    reply("/stop");
    work.get();
    assertThat(reply("/thread archive")).contains("Archived thread " + thread);
    stage.say("again");

    assertThat(stage.sent("turn/start").getLast().path("threadId").asString()).isNotEqualTo(thread);
  }

  @Test
  void stop_interrupts_the_turn_in_codex_and_steer_joins_it() throws Exception {
    start(config -> config);
    begin("keep busy");
    reply("/stop");
    assertThat(work.get()).isEqualTo(MessageOutcome.processed());
    assertThat(stage.sent("turn/interrupt")).hasSize(1);

    begin("keep busy");
    assertThat(reply("/steer hurry up")).contains("Added to the running turn");
    work.get();
    assertThat(stage.sent("turn/steer"))
        .singleElement()
        .satisfies(
            frame ->
                assertThat(frame.path("input").toString())
                    .contains("hurry up")
                    .doesNotContain("/steer"));
    assertThat(stage.replies()).anyMatch(text -> text.contains("over"));
  }

  @Test
  void steer_without_a_turn_becomes_a_turn_of_its_own() throws Exception {
    start(config -> config);

    assertThat(reply("/steer hello")).contains("it is queued");

    assertThat(stage.lastInput().getLast()).contains("hello").doesNotContain("/steer");
  }

  @Test
  void compact_reaches_codex() throws Exception {
    start(config -> config);
    stage.say("first");

    assertThat(reply("/compact")).contains("shortening");

    assertThat(stage.sent("thread/compact/start")).hasSize(1);
  }

  @Test
  void a_list_of_models_that_cannot_be_read_is_an_error_in_the_reply() throws Exception {
    stage.next(FakeScript.create().refused("model/list", "no models today"));
    start(config -> config.model("gpt-fake-max"));

    assertThat(reply("/model list")).contains("/model failed", "no models today");
  }

  private void start(UnaryOperator<CodexConfigBuilder> settings) throws InterruptedException {
    stage.band().world().rooms().join(stage.room(), bob, Role.MEMBER);
    stage.config(settings);
    stage.start();
  }

  /** A turn that holds until it is steered or stopped. */
  private void begin(String text) {
    int before = stage.sent("turn/start").size();
    work = stage.start(stage.post(text), new StageSignal());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> stage.sent("turn/start").size() > before && reply("/status").contains("running"));
  }

  private String reply(String text) throws InterruptedException {
    return reply(stage.alice(), text);
  }

  private String reply(Identity sender, String text) throws InterruptedException {
    int before = stage.replies().size();
    stage.work(stage.post(stage.handle(), sender, text));
    List<String> replies = stage.replies();
    assertThat(replies.size()).as("replies to %s", text).isGreaterThan(before);
    return String.join("\n", replies.subList(before, replies.size()));
  }

  private void awaitReply(String part) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> stage.replies().stream().anyMatch(text -> text.contains(part)));
  }

  /** What Codex was answered, by the shape of the frames. */
  private List<JsonNode> answers() {
    return stage.servers().getLast().sent().stream()
        .filter(frame -> !frame.has("method") && frame.path("result").has("decision"))
        .map(frame -> frame.path("result"))
        .toList();
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
