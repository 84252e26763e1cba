package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.MessageOutcome;
import ai.band.codex.CodexException;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ThreadLadderTest {
  private final AdapterStage stage = new AdapterStage(FakeScript.replying("ok"));

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void a_room_has_one_thread_and_remembers_it_in_a_task_event() throws Exception {
    stage.start();
    stage.say("one");
    stage.say("two");

    assertThat(stage.sent("thread/start")).hasSize(1);
    assertThat(stage.sent("turn/start")).extracting(t -> t.path("threadId").asString()).hasSize(2);
    Entry mapped = onlyTaskEvent();
    assertThat(mapped.content())
        .isEqualTo(
            "UUID: "
                + threadOf("turn/start")
                + "\nTask: Codex thread\nStatus: mapped\nSummary: Transport: stdio");
    assertThat(mapped.metadata().path("codex_thread_id").asString())
        .isEqualTo(threadOf("turn/start"));
    assertThat(mapped.metadata().path("codex_room_id").asString()).isEqualTo(stage.room().id());
    assertThat(mapped.metadata().path("codex_agent_id").asString()).isEqualTo(stage.bot().id());
    assertThat(mapped.metadata().path("codex_transport").asString()).isEqualTo("stdio");
    assertThat(mapped.metadata().path("codex_created_at").asString()).endsWith("+00:00");
    assertThat(mapped.metadata().path("codex_instructions_hash").asString()).hasSize(16);
    assertThat(mapped.metadata().path("codex_tools_hash").asString()).hasSize(16);
  }

  @Test
  void the_history_is_read_once_and_never_again() throws Exception {
    stage.start();
    stage.say("one");
    stage.say("two");

    assertThat(stage.handle().historyReads()).isEqualTo(1);
  }

  @Test
  void after_a_restart_the_thread_is_resumed_with_all_its_settings() throws Exception {
    stage.config(c -> c.sandbox("workspace-write").model("gpt-5.5"));
    stage.start();
    stage.say("one");
    restart();

    stage.say("two");

    assertThat(stage.sent("thread/start")).hasSize(1);
    JsonNode resume = stage.sent("thread/resume").getFirst();
    assertThat(resume.path("threadId").asString()).isEqualTo(threadOf("turn/start"));
    assertThat(resume.path("sandbox").asString()).isEqualTo("workspace-write");
    assertThat(resume.path("model").asString()).isEqualTo("gpt-5.5");
    assertThat(resume.path("approvalPolicy").asString()).isEqualTo("never");
    assertThat(resume.path("excludeTurns").asBoolean()).isTrue();
    assertThat(stage.lastInput()).containsExactly("[Alice]: @alice/coder two");
    await().until(() -> stage.events("task").size() == 2);
    assertThat(stage.events("task").getLast().content())
        .isEqualTo(
            "UUID: "
                + threadOf("turn/start")
                + "\nTask: Codex thread\nStatus: resumed\nSummary: Room: "
                + stage.room().id());
    assertThat(stage.events("task").getLast().metadata().path("codex_resumed").asBoolean())
        .isTrue();
  }

  @Test
  void a_thread_that_is_gone_is_replaced_by_one_that_is_told_the_history() throws Exception {
    stage.start();
    stage.say("remember seven");
    restart();
    stage.refuse("thread/resume", 1, "no rollout found for thread id x");

    stage.say("which number?");

    assertThat(stage.lastInput()).hasSize(2);
    assertThat(stage.lastInput().getFirst())
        .startsWith("[Conversation History]")
        .contains("remember seven", "[Coder (you)]: ")
        .doesNotContain("which number?", "Codex thread");
    stage.say("and now?");
    assertThat(stage.lastInput()).as("history is told once").hasSize(1);

    restart();
    stage.say("again");
    assertThat(stage.sent("thread/resume").getLast().path("threadId").asString())
        .as("the new thread is the one that is remembered")
        .isEqualTo(threadOf("turn/start"));
    assertThat(stage.sent("thread/start")).hasSize(2);
  }

  @Test
  void history_is_told_again_when_the_turn_that_carried_it_was_refused() throws Exception {
    stage.start();
    stage.say("remember seven");
    restart();
    stage.refuse("thread/resume", 1, "no rollout found for thread id x");
    stage.refuse("turn/start", 1, "overworked");

    stage.say("which number?");
    stage.say("once more");

    assertThat(stage.lastInput()).hasSize(2);
    assertThat(stage.lastInput().getFirst()).contains("remember seven");
  }

  @Test
  void without_history_injection_the_new_thread_starts_empty() throws Exception {
    stage.config(c -> c.injectHistoryOnResumeFailure(false));
    stage.start();
    stage.say("remember seven");
    restart();
    stage.refuse("thread/resume", 1, "no rollout found for thread id x");

    stage.say("which number?");

    assertThat(stage.lastInput()).containsExactly("[Alice]: @alice/coder which number?");
  }

  @Test
  void no_history_is_told_when_none_may_be() throws Exception {
    stage.config(c -> c.maxHistoryMessages(0));
    stage.start();
    stage.say("remember seven");
    restart();
    stage.refuse("thread/resume", 1, "no rollout found for thread id x");

    stage.say("which number?");

    assertThat(stage.lastInput()).hasSize(1);
  }

  @Test
  void an_archived_thread_stays_archived_after_a_restart() throws Exception {
    stage.start();
    stage.say("one");
    stage.remember(
        Map.of("codex_event_type", "thread_archived", "codex_room_id", stage.room().id()));
    restart();

    stage.say("two");

    assertThat(stage.sent("thread/resume")).isEmpty();
    assertThat(stage.sent("thread/start")).hasSize(2);
    assertThat(stage.lastInput()).hasSize(1);
  }

  @Test
  void a_thread_of_another_bot_with_other_instructions_is_told_ours_once() throws Exception {
    stage.start();
    stage.say("one");
    stage.remember(
        Map.of(
            "codex_thread_id",
            threadOf("turn/start"),
            "codex_instructions_hash",
            "0123456789abcdef"));
    restart();

    stage.say("two");
    assertThat(stage.lastInput()).hasSize(2);
    assertThat(stage.lastInput().getFirst())
        .startsWith("[System Instructions]\nYou are Coder.")
        .contains("band_send_message");

    stage.say("three");
    assertThat(stage.lastInput()).hasSize(1);

    restart();
    stage.say("four");
    assertThat(stage.lastInput()).as("the room remembers that it was told").hasSize(1);
  }

  @Test
  void a_thread_with_other_tools_is_resumed_and_the_status_says_so() throws Exception {
    stage.start();
    stage.say("one");
    restart(c -> c.enableSelfConfigTools(true));

    stage.say("two");
    stage.say("/status");

    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(stage.replies().getLast()).contains("tools: outdated", "/thread archive");
  }

  @Test
  void the_status_tells_of_the_tools_before_the_thread_is_resumed_and_until_there_is_a_new_one()
      throws Exception {
    stage.start();
    stage.say("one");
    String thread = stage.sent("turn/start").getLast().path("threadId").asString();
    stage.say("/status");
    assertThat(stage.replies().getLast()).doesNotContain("tools:");
    restart(c -> c.enableSelfConfigTools(true));

    stage.say("/status");
    assertThat(stage.replies().getLast()).contains("thread_id: " + thread, "tools: outdated");
    stage.say("/thread info");
    assertThat(stage.replies().getLast()).contains("thread_id: " + thread);
    stage.say("/usage");
    assertThat(stage.replies().getLast()).contains("thread_id: " + thread);
    assertThat(stage.sent("thread/resume")).as("looking resumes nothing").isEmpty();

    stage.say("/thread archive");
    assertThat(stage.replies().getLast()).contains("Archived thread " + thread);
    stage.say("two");
    stage.say("/status");

    assertThat(stage.sent("thread/start")).hasSize(2);
    assertThat(stage.replies().getLast()).doesNotContain("tools:", thread);
  }

  @Test
  void the_status_is_told_also_when_the_history_cannot_be_read() throws Exception {
    stage.start();
    stage.band().faults().add(RestFault.onAll().inPath("/context").status(503, Occasion.ALWAYS));

    stage.say("/status");

    assertThat(stage.replies().getLast()).contains("thread_id: not mapped", "client: connected");
  }

  @Test
  void a_thread_that_codex_has_unloaded_is_loaded_again_within_the_same_message() throws Exception {
    stage.start();
    stage.say("one");
    stage.refuse("turn/start", 1, "thread not found: x");

    assertThat(stage.say("two")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(stage.sent("thread/start")).hasSize(1);
    assertThat(stage.replies()).containsExactly("ok", "ok");
  }

  @Test
  void a_thread_that_codex_says_it_unloads_is_resumed_at_the_next_message() throws Exception {
    stage.start();
    stage.say("one");
    stage
        .servers()
        .getLast()
        .push(
            "{\"method\":\"thread/closed\",\"params\":{\"threadId\":\""
                + threadOf("turn/start")
                + "\"}}");
    await()
        .untilAsserted(
            () ->
                assertThat(stage.adapter().rooms().sessions().of(stage.handle()).slot().bound())
                    .isNull());

    stage.say("two");

    assertThat(stage.sent("thread/resume")).hasSize(1);
  }

  @Test
  void another_process_that_still_holds_the_thread_is_given_a_moment() throws Exception {
    stage.start();
    stage.say("one");
    restart();
    stage.refuse("thread/resume", 1, "thread x already has an active writer");

    stage.say("two");

    assertThat(stage.sent("thread/start")).hasSize(1);
    assertThat(stage.sent("thread/resume")).hasSize(1);
  }

  @Test
  void codex_that_died_between_messages_is_started_again_and_the_thread_resumed() throws Exception {
    stage.start();
    stage.say("one");
    stage.killCodex();

    assertThat(stage.say("two")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.servers()).hasSize(2);
    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(stage.replies()).containsExactly("ok", "ok");
  }

  @Test
  void a_command_or_a_failed_start_does_not_use_up_what_the_room_remembers() throws Exception {
    stage.start();
    stage.say("one");
    restart();
    stage.say("/help");
    stage.killCodex();
    stage.reachable(false);
    assertThat(stage.say("two")).isInstanceOf(MessageOutcome.Failed.class);
    assertThat(stage.replies().getLast()).contains("I could not start on this request");

    stage.reachable(true);
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> stage.say("three").equals(MessageOutcome.processed()));

    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(stage.sent("thread/start")).hasSize(1);
  }

  @Test
  void a_quiet_rooms_thread_is_let_go_and_resumed_on_demand() throws Exception {
    stage.config(c -> c.threadIdleUnloadS(0.2));
    stage.start();
    stage.say("one");
    await().until(() -> stage.sent("thread/unsubscribe").size() == 1);

    stage.say("two");

    assertThat(stage.sent("thread/resume").getFirst().path("threadId").asString())
        .isEqualTo(threadOf("turn/start"));
    assertThat(stage.replies()).containsExactly("ok", "ok");
  }

  @Test
  void the_last_room_that_leaves_ends_codex_and_the_next_one_starts_it() throws Exception {
    stage.start();
    stage.say("one");

    stage.adapter().onRoomLeft(stage.room().id());

    await().until(() -> stage.sent("thread/unsubscribe").size() == 1);
    await().until(() -> stage.adapter().rooms().codex().connected() == null);
    stage.say("two");
    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(stage.servers()).hasSize(2);
  }

  @Test
  void a_room_whose_history_names_another_rooms_thread_gets_one_of_its_own() throws Exception {
    stage.start();
    stage.say("one");
    String thread = threadOf("turn/start");
    var second = new StageRoom(stage, stage.newRoom(), false);
    stage.rest().sendEvent(second.roomId(), "mapped", "task", Map.of("codex_thread_id", thread));
    stage.work(stage.post(second, stage.alice(), "two"));

    assertThat(stage.sent("thread/resume")).isEmpty();
    assertThat(stage.sent("thread/start")).hasSize(2);
    assertThat(threadOf("turn/start")).isNotEqualTo(thread);
    assertThat(stage.replies(second.room())).containsExactly("ok");
  }

  @Test
  void of_two_rooms_that_name_the_same_stored_thread_one_gets_it() throws Exception {
    stage.start();
    stage.say("one");
    String thread = threadOf("turn/start");
    var second = new StageRoom(stage, stage.newRoom(), false);
    stage.rest().sendEvent(second.roomId(), "mapped", "task", Map.of("codex_thread_id", thread));
    restart();

    var first = stage.start(stage.post("here"), new StageSignal());
    var other = stage.start(stage.post(second, stage.alice(), "there"), new StageSignal());

    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
    assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(stage.sent("thread/start")).hasSize(2);
  }

  @Test
  void a_resume_that_answers_with_another_thread_moves_the_room_to_that_thread() throws Exception {
    stage.start();
    stage.say("one");
    String asked = threadOf("turn/start");
    stage.next(FakeScript.replying("ok").resumesAs("new"));
    restart();

    assertThat(stage.say("two")).isEqualTo(MessageOutcome.processed());

    String told = threadOf("turn/start");
    assertThat(told).isNotEqualTo(asked);
    assertThat(stage.sent("thread/start")).hasSize(1);
    assertThat(stage.sent("turn/start")).hasSize(2);
    await().until(() -> stage.events("task").size() == 2);
    assertThat(stage.events("task").getLast().metadata().path("codex_thread_id").asString())
        .isEqualTo(told);
    assertThat(stage.replies()).containsExactly("ok", "ok");

    stage.next(FakeScript.replying("ok"));
    restart();
    stage.say("three");
    assertThat(stage.sent("thread/resume").getLast().path("threadId").asString()).isEqualTo(told);
    assertThat(threadOf("turn/start")).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_resume_that_answers_with_another_rooms_thread_gives_the_room_a_new_one(boolean loaded)
      throws Exception {
    stage.start();
    stage.say("one");
    var second = stage.another();
    stage.work(stage.post(second, stage.alice(), "two"));
    String others = threadOf("turn/start");
    stage.next(FakeScript.replying("ok").resumesAs(others));
    restart();
    stage.work(stage.post(second, stage.alice(), "three"));
    if (!loaded) {
      stage.killCodex();
    }

    assertThat(stage.say("four")).isEqualTo(MessageOutcome.processed());

    assertThat(threadOf("turn/start")).isNotEqualTo(others);
    assertThat(stage.sent("thread/start")).hasSize(3);
    stage.work(stage.post(second, stage.alice(), "five"));
    assertThat(threadOf("turn/start")).isEqualTo(others);
    assertThat(stage.replies(second.room())).containsExactly("ok", "ok", "ok");
  }

  @ParameterizedTest
  @ValueSource(ints = {-32600, -32601, -32602, -32603, -32000, -1, 404})
  void whatever_the_error_of_a_resume_a_new_thread_is_told_the_history(int code) throws Exception {
    stage.start();
    stage.say("remember seven");
    restart();
    stage.refuse("thread/resume", 1, code, "for some reason");

    assertThat(stage.say("which number?")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.lastInput().getFirst()).contains("remember seven");
    assertThat(stage.sent("thread/start")).hasSize(2);
  }

  @Test
  void a_resume_that_is_never_answered_is_given_up_for_a_new_thread() throws Exception {
    stage.start();
    stage.say("remember seven");
    stage.next(FakeScript.replying("ok").unanswered("thread/resume", 1));
    restart(c -> c.requestTimeoutS(2.0));

    assertThat(stage.say("which number?")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.lastInput().getFirst()).contains("remember seven");
    stage.say("and now?");
    assertThat(stage.sent("thread/start")).hasSize(2);
    assertThat(stage.sent("thread/resume")).hasSize(1);
  }

  @Test
  void a_history_of_odd_events_costs_neither_the_thread_nor_the_message() throws Exception {
    stage.start();
    stage.say("one");
    String thread = threadOf("turn/start");
    stage.remember(Map.of("codex_thread_id", 7, "codex_room_id", List.of("x")));
    stage.remember(Map.of("codex_thread_id", Map.of("id", "x")));
    stage.remember(Map.of("codex_event_type", List.of("thread_archived")));
    stage.remember(Map.of("codex_created_at", 12, "codex_thread_id", thread));
    stage.remember(Map.of("codex_tools_hash", 1, "codex_diff", "x".repeat(60_000)));
    stage.remember(Map.of());
    restart();

    assertThat(stage.say("two")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.sent("thread/resume")).hasSize(1);
    assertThat(threadOf("turn/start")).isEqualTo(thread);
  }

  @Test
  void a_start_without_codex_fails_and_leaves_nothing_behind() {
    stage.reachable(false);

    assertThatThrownBy(stage::start)
        .isInstanceOf(CodexException.class)
        .hasMessageContaining("nothing listens");
  }

  private void restart() throws Exception {
    restart(c -> c);
  }

  private void restart(UnaryOperator<CodexConfigBuilder> change) throws Exception {
    stage.adapter().close(Duration.ofMinutes(1));
    stage.config(change).start();
  }

  private Entry onlyTaskEvent() {
    await().until(() -> !stage.events("task").isEmpty());
    List<Entry> events = stage.events("task");
    assertThat(events).hasSize(1);
    return events.getFirst();
  }

  private String threadOf(String method) {
    return stage.sent(method).getLast().path("threadId").asString();
  }
}
