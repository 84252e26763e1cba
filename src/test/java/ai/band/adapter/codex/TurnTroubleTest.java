package ai.band.adapter.codex;

import static ai.band.testkit.FakeScript.call;
import static ai.band.testkit.FakeScript.exit;
import static ai.band.testkit.FakeScript.hold;
import static ai.band.testkit.FakeScript.notice;
import static ai.band.testkit.FakeScript.pause;
import static ai.band.testkit.FakeScript.run;
import static ai.band.testkit.FakeScript.say;
import static ai.band.testkit.FakeScript.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal.Cause;
import ai.band.codex.CodexException;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TurnTroubleTest {
  @Test
  void a_turn_that_takes_too_long_is_interrupted_and_the_room_is_told() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when("slow", say("so far"), hold(), say("too late"))
                .otherwise(say("ok")))) {
      stage.config(c -> c.turnTimeoutS(2.5)).start();

      MessageOutcome outcome = stage.say("be slow");

      String told =
          "The work stopped before the request was finished: the turn timed out, its limit is"
              + " 2.5 s.";
      assertThat(outcome).isEqualTo(MessageOutcome.failed(told));
      assertThat(stage.replies()).containsExactly(told);
      assertThat(stage.sent("turn/interrupt")).hasSize(1);
      await().until(() -> stage.events("error").size() == 1);
      assertThat(stage.events("error").getFirst().metadata().path("codex_partial_text").asString())
          .isEqualTo("so far");
      stage.say("and now?");
      assertThat(stage.replies()).containsExactly(told, "ok");
      assertThat(stage.sent("thread/start")).hasSize(1);
    }
  }

  @Test
  void a_turn_that_codex_does_not_end_is_given_up_and_a_new_thread_takes_over() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when("@alice/coder please hang", step("silence"))
                .otherwise(say("ok")))) {
      stage
          .config(c -> c.turnTimeoutS(2.0))
          .builder(b -> b.confirmation(Duration.ofMillis(300)))
          .start();

      assertThat(stage.say("please hang")).isInstanceOf(MessageOutcome.Failed.class);
      assertThat(stage.say("and now?")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies().getLast()).isEqualTo("ok");
      assertThat(stage.sent("thread/start")).hasSize(2);
      assertThat(stage.lastInput().getFirst()).contains("[Conversation History]", "please hang");
    }
  }

  @Test
  void codex_that_dies_in_a_turn_fails_it_visibly_and_the_next_message_resumes() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create().when("die", say("half"), exit(9)).otherwise(say("ok")))) {
      stage.start();

      assertThat(stage.say("die")).isInstanceOf(MessageOutcome.Failed.class);
      assertThat(stage.replies())
          .singleElement()
          .asString()
          .contains("The connection to Codex was lost", "(failed)");

      assertThat(stage.say("and now?")).isEqualTo(MessageOutcome.processed());
      assertThat(stage.replies().getLast()).isEqualTo("ok");
      assertThat(stage.sent("thread/start")).hasSize(1);
      assertThat(stage.sent("thread/resume")).hasSize(1);
    }
  }

  @Test
  void codex_that_died_unnoticed_is_replaced_without_a_word_to_the_room() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("ok"))) {
      stage.start();
      stage.say("one");
      stage.servers().getLast().dieUnnoticed();

      assertThat(stage.say("two")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies()).containsExactly("ok", "ok");
      assertThat(stage.events("error")).isEmpty();
      assertThat(stage.servers()).hasSize(2);
    }
  }

  @Test
  void codex_that_dies_fails_the_turns_of_all_rooms() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create().otherwise(hold()))) {
      stage.start();
      List<Future<MessageOutcome>> turns = new ArrayList<>();
      List<StageRoom> rooms = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        StageRoom room = new StageRoom(stage, stage.newRoom(), false);
        rooms.add(room);
        turns.add(stage.start(stage.post(room, stage.alice(), "work"), new StageSignal()));
      }
      // A turn that Codex has not accepted yet is tried once more with the next one.
      await().until(() -> rooms.stream().allMatch(room -> accepted(stage, room)));

      stage.killCodex();

      for (Future<MessageOutcome> turn : turns) {
        assertThat(turn.get(60, TimeUnit.SECONDS)).isInstanceOf(MessageOutcome.Failed.class);
      }
      assertThat(rooms).allSatisfy(room -> assertThat(stage.replies(room.room())).hasSize(1));
    }
  }

  private static boolean accepted(AdapterStage stage, StageRoom room) {
    var session = stage.adapter().rooms().sessions().find(room.roomId());
    var turn = session == null ? null : session.turn();
    return turn != null && !turn.turnId().isEmpty();
  }

  @Test
  void an_interrupted_turn_says_nothing_and_its_message_is_done() throws Exception {
    stopped(Cause.INTERRUPTED, MessageOutcome.processed());
  }

  @Test
  void a_stopped_turn_says_nothing_and_its_message_waits() throws Exception {
    stopped(Cause.STOPPED, new MessageOutcome.LeftForReplay("the turn was stopped: STOPPED"));
  }

  private static void stopped(Cause cause, MessageOutcome expected) throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create().when("work", say("half"), hold()).otherwise(say("ok")))) {
      stage.start();
      StageSignal signal = new StageSignal();
      Future<MessageOutcome> turn = stage.start(stage.post("work"), signal);
      await().until(() -> stage.sent("turn/start").size() == 1);

      signal.raise(cause);

      assertThat(turn.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
      assertThat(stage.sent("turn/interrupt")).hasSize(1);
      assertThat(stage.replies()).isEmpty();
      stage.say("next");
      assertThat(stage.replies()).containsExactly("ok");
      assertThat(stage.events("error")).isEmpty();
    }
  }

  @Test
  void a_signal_that_also_interrupts_the_thread_still_hears_codex_out() throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().when("work", hold()).otherwise(say("ok")))) {
      stage.start();
      StageSignal signal = new StageSignal();
      var message = stage.post("work");
      Thread[] worker = new Thread[1];
      Future<MessageOutcome> turn =
          stage.run(
              () -> {
                worker[0] = Thread.currentThread();
                return stage.deliver(message, false, signal);
              });
      await().until(() -> stage.sent("turn/start").size() == 1);

      signal.raise(Cause.INTERRUPTED);
      worker[0].interrupt();

      assertThat(turn.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
      stage.say("next");
      assertThat(stage.replies()).containsExactly("ok");
      assertThat(stage.sent("thread/start")).hasSize(1);
    }
  }

  @Test
  void a_tool_that_is_called_after_the_stop_posts_nothing() throws Exception {
    Map<String, Object> arguments = Map.of("content", "too late", "mentions", List.of("alice"));
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when("work", pause(2_000), call("band_send_message", arguments), hold())
                .otherwise(say("ok")))) {
      stage.start();
      StageSignal signal = new StageSignal();
      Future<MessageOutcome> turn = stage.start(stage.post("work"), signal);
      await().until(() -> stage.sent("turn/start").size() == 1);
      stage.refuse("turn/interrupt", 1, "no active turn to interrupt");

      signal.raise(Cause.STOPPED);

      turn.get(60, TimeUnit.SECONDS);
      assertThat(stage.replies()).isEmpty();
    }
  }

  @Test
  void what_an_old_turn_still_says_never_reaches_the_next_answer() throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().when("slow", hold()).otherwise(say("new answer")))) {
      stage.config(c -> c.turnTimeoutS(2.0)).start();
      stage.say("slow");
      String thread = stage.sent("turn/start").getFirst().path("threadId").asString();
      String old = stage.sent("turn/interrupt").getFirst().path("turnId").asString();
      stage.next(FakeScript.create());
      var message = stage.post("next");
      stage
          .servers()
          .getLast()
          .push(
              "{\"method\":\"item/completed\",\"params\":{\"threadId\":\""
                  + thread
                  + "\",\"turnId\":\""
                  + old
                  + "\",\"item\":{\"type\":\"agentMessage\",\"id\":\"m\",\"text\":\"old\"}}}");

      stage.work(message);

      assertThat(stage.replies().getLast()).isEqualTo("new answer");
    }
  }

  @Test
  void a_sub_agents_text_is_not_the_rooms_answer() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create().otherwise(say("mine"), step("spawn").put("text", "the child's")))) {
      stage.start();
      stage.say("delegate");

      assertThat(stage.replies()).containsExactly("mine");
    }
  }

  @Test
  void rooms_do_not_wait_for_each_other() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .when("slow", hold(), say("slow one"))
                .otherwise(say("quick one")))) {
      stage.start();
      StageRoom other = new StageRoom(stage, stage.newRoom(), false);
      Future<MessageOutcome> slow = stage.start(stage.post("slow"), new StageSignal());
      await().until(() -> stage.sent("turn/start").size() == 1);

      assertThat(stage.work(stage.post(other, stage.alice(), "quick")))
          .isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies(other.room())).containsExactly("quick one");
      assertThat(slow.isDone()).isFalse();
      assertThat(stage.replies()).isEmpty();
    }
  }

  @Test
  void a_command_is_answered_while_a_turn_runs() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create().otherwise(hold()))) {
      stage.start();
      Future<MessageOutcome> turn = stage.start(stage.post("work"), new StageSignal());
      await().until(() -> stage.sent("turn/start").size() == 1);

      assertThat(stage.say("/status")).isEqualTo(MessageOutcome.processed());

      assertThat(stage.replies())
          .singleElement()
          .asString()
          .contains("turn: running for", "client: connected", "thread_id: " + threadOf(stage));
      assertThat(turn.isDone()).isFalse();
    }
  }

  @Test
  void commands_may_be_switched_off() throws Exception {
    try (var stage = new AdapterStage(FakeScript.replying("You said: {input}"))) {
      stage.config(c -> c.localCommandsEnabled(false)).start();
      stage.say("/status");

      assertThat(stage.replies()).singleElement().asString().startsWith("You said: ");
    }
  }

  @Test
  void a_later_message_may_steer_the_running_turn() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create().otherwise(hold(), say("got {input}")))) {
      stage.config(c -> c.midTurnMessages("steer")).start();
      Future<MessageOutcome> turn = stage.start(stage.post("work"), new StageSignal());
      await().until(() -> stage.sent("turn/start").size() == 1);

      var more = stage.post("more").input(false, new StageSignal());
      await() // the turn can be asked once its start is answered
          .until(() -> stage.adapter().onCommand(more).equals(MessageOutcome.processed()));

      assertThat(turn.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
      assertThat(stage.sent("turn/steer")).hasSize(1);
      assertThat(stage.replies()).containsExactly("got [Alice]: @alice/coder more");
    }
  }

  @Test
  void a_message_that_the_running_turn_does_not_take_waits_for_a_turn_of_its_own()
      throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().when("work", hold()).otherwise(say("got {input}")))) {
      stage.config(c -> c.midTurnMessages("steer")).start();
      var signal = new StageSignal();
      Future<MessageOutcome> turn = stage.start(stage.post("work"), signal);
      await().until(() -> stage.sent("turn/start").size() == 1);
      stage.refuse("turn/steer", 1, -32603, "failed to submit turn input");
      var more = stage.post("more").input(false, new StageSignal());

      await() // the turn can be asked once its start is answered
          .untilAsserted(
              () -> {
                assertThat(stage.adapter().onCommand(more)).isEqualTo(new MessageOutcome.Queued());
                assertThat(stage.refusals.getFirst().times()).hasValue(0);
              });
      signal.raise(Cause.INTERRUPTED);
      assertThat(turn.get(30, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
    }
  }

  @Test
  void whoever_may_have_joined_a_turn_counts_as_one_who_has() throws Exception {
    try (var stage = new AdapterStage(FakeScript.create().otherwise(hold()))) {
      stage.holdBack("turn/steer");
      stage.config(c -> c.midTurnMessages("steer")).start();
      var signal = new StageSignal();
      Future<MessageOutcome> turn = stage.start(stage.post("work"), signal);
      await().until(() -> stage.sent("turn/start").size() == 1);
      var more = stage.post(stage.handle(), stage.peer(), "more").input(false, new StageSignal());
      var ended = new AtomicReference<Throwable>();
      Thread joining =
          Thread.ofVirtual()
              .start(() -> ended.set(catchThrowable(() -> stage.adapter().onCommand(more))));
      await().until(stage::holdsBack);

      joining.interrupt(); // whether Codex has got the words is not known now

      assertThat(joining.join(Duration.ofSeconds(30))).isTrue();
      assertThat(ended.get()).isInstanceOf(CodexException.CallInterrupted.class);
      var running = stage.adapter().rooms().sessions().find(stage.room().id()).turn();
      assertThat(running.contributors()).containsExactly(stage.alice().id(), stage.peer().id());
      signal.raise(Cause.INTERRUPTED);
      assertThat(turn.get(30, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
    }
  }

  @Test
  void a_later_message_may_take_the_turns_place() throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().when("old", hold()).otherwise(say("new answer")))) {
      stage.config(c -> c.midTurnMessages("interrupt")).start();
      Future<MessageOutcome> turn = stage.start(stage.post("old"), new StageSignal());
      await().until(() -> stage.sent("turn/start").size() == 1);

      assertThat(stage.say("newer")).isEqualTo(MessageOutcome.processed());

      assertThat(turn.get(60, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
      assertThat(stage.replies()).containsExactly("new answer");
    }
  }

  @Test
  void a_flood_of_deltas_ends_in_the_whole_text() throws Exception {
    try (var stage =
        new AdapterStage(FakeScript.create().otherwise(step("flood").put("count", 2_000)))) {
      stage.start();
      stage.say("go");

      assertThat(String.join("", stage.replies())).endsWith("1998 1999").startsWith("0 1 2 ");
    }
  }

  @Test
  void warnings_and_unknown_notices_do_no_harm() throws Exception {
    try (var stage =
        new AdapterStage(
            FakeScript.create()
                .otherwise(
                    notice("warning", Map.of("message", "odd model")),
                    notice("something/new", Map.of("x", 1)),
                    step("garbage").put("lines", 3),
                    run("ls").put("output", "a\n"),
                    say("fine")))) {
      stage.start();
      stage.say("go");

      assertThat(stage.replies()).containsExactly("fine");
    }
  }

  private static String threadOf(AdapterStage stage) {
    return stage.sent("turn/start").getLast().path("threadId").asString();
  }
}
