package ai.band.adapter.codex;

import static ai.band.testkit.FakeScript.call;
import static ai.band.testkit.FakeScript.exit;
import static ai.band.testkit.FakeScript.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.room.RoomPoster;
import ai.band.api.MessageOutcome;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to messages that come a second time. */
class RecoveryTest {
  private AdapterStage stage = new AdapterStage(FakeScript.replying("the answer"));
  private AdapterStage.Message lastMessage;

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void a_message_that_never_reached_codex_is_run() throws Exception {
    stage.start();
    stage.say("one");

    assertThat(again(stage.post("two"))).isEqualTo(MessageOutcome.processed());

    assertThat(stage.sent("turn/start")).hasSize(2);
    assertThat(stage.replies()).hasSize(2);
  }

  @Test
  void a_finished_turn_whose_answer_is_missing_is_answered_without_another_turn() throws Exception {
    stage.start();
    var message = stage.post("one");
    answerIsLost(1);
    assertThat(stage.work(message)).isInstanceOf(MessageOutcome.Failed.class);
    stage.band().faults().clear();
    restart();

    assertThat(again(message)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.sent("turn/start")).hasSize(1);
    assertThat(stage.replies()).containsExactly("the answer");
  }

  @Test
  void a_finished_turn_whose_answer_is_in_the_room_is_left_alone() throws Exception {
    stage.start();
    var message = stage.post("one");
    stage.work(message);
    restart();

    assertThat(again(message)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.sent("turn/start")).hasSize(1);
    assertThat(stage.replies()).containsExactly("the answer");
  }

  @Test
  void an_equal_answer_to_an_earlier_message_does_not_count() throws Exception {
    stage.start();
    stage.say("one");
    var message = stage.post("two");
    answerIsLost(0);
    stage.work(message);
    stage.band().faults().clear();

    again(message);

    assertThat(stage.replies()).containsExactly("the answer", "the answer");
  }

  @Test
  void an_equal_answer_that_an_earlier_message_got_after_this_one_came_does_not_count()
      throws Exception {
    stage.start();
    var first = stage.post("one");
    var second = stage.post("two");
    stage.claim(first);
    stage.work(first);
    stage.claim(second);
    answerIsLost(0);
    stage.work(second);
    stage.band().faults().clear();
    restart();

    assertThat(again(second)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).containsExactly("the answer", "the answer");
  }

  @Test
  void each_part_of_a_long_answer_is_posted_once_although_all_are_equal() throws Exception {
    stage.close();
    stage = new AdapterStage(FakeScript.replying("x".repeat(3 * RoomPoster.longestMessage())));
    stage.start();
    stage.say("zero");
    int parts = stage.replies().size();
    var message = stage.post("one");
    refuseAnswersAfter(1);
    assertThat(stage.work(message)).isInstanceOf(MessageOutcome.Failed.class);
    stage.band().faults().clear();
    restart();

    assertThat(again(message)).isEqualTo(MessageOutcome.processed());

    assertThat(parts).isGreaterThan(2);
    assertThat(stage.replies()).hasSize(2 * parts);
  }

  @Test
  void what_a_turn_sent_by_tool_before_it_was_cut_off_is_not_sent_again() throws Exception {
    cutOffAfterSending("by tool");
    stage.next(sendingThenSaying("by tool", "done"));

    assertThat(again(lastMessage)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).filteredOn("by tool"::equals).hasSize(1);
    assertThat(stage.replies()).doesNotContain("done");
  }

  @Test
  void a_turn_that_follows_one_that_answered_by_tool_says_nothing_more() throws Exception {
    cutOffAfterSending("by tool");
    stage.next(FakeScript.replying("I have told them."));

    assertThat(again(lastMessage)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.lastInput().getFirst()).contains("do not repeat them").contains("- by tool");
    assertThat(stage.replies()).contains("by tool").doesNotContain("I have told them.");
  }

  @Test
  void another_message_by_tool_is_sent_also_after_a_cut() throws Exception {
    cutOffAfterSending("I am on it");
    stage.next(sendingThenSaying("Here it is", "done"));

    again(lastMessage);

    assertThat(stage.replies()).contains("I am on it", "Here it is").doesNotContain("done");
  }

  /** Codex dies after its message was posted and before it heard of that. */
  private void cutOffAfterSending(String text) throws Exception {
    stage.close();
    stage = new AdapterStage(sendingThenSaying(text, "done"));
    stage.start();
    lastMessage = stage.post("one");
    stage
        .band()
        .faults()
        .add(
            RestFault.on("createAgentChatMessage")
                .with(new RestFault.Effect.DelayAnswer(Duration.ofSeconds(20)), Occasion.ONCE));
    var working = stage.start(lastMessage, new StageSignal());
    await().until(() -> stage.replies().contains(text));
    stage.killCodex();
    working.get(60, TimeUnit.SECONDS);
  }

  private static FakeScript sendingThenSaying(String sent, String said) {
    Map<String, Object> arguments = Map.of("content", sent, "mentions", List.of("alice"));
    return FakeScript.create().otherwise(call("band_send_message", arguments), say(said));
  }

  private void refuseAnswersAfter(int posts) {
    var later = new Occasion(1, posts, Integer.MAX_VALUE);
    stage.band().faults().add(RestFault.on("createAgentChatMessage").status(422, later));
    stage
        .band()
        .faults()
        .add(RestFault.on("createAgentChatEvent").inBody("xxx").status(500, Occasion.ALWAYS));
  }

  @Test
  void an_answer_that_mentions_people_is_recognised() throws Exception {
    stage.close();
    stage = new AdapterStage(FakeScript.replying("Ask @alice/planner, then tell @alice."));
    stage.start();
    var message = stage.post("one");
    stage.work(message);

    again(message);

    assertThat(stage.replies()).hasSize(1);
  }

  @Test
  void a_turn_that_answered_by_tool_is_left_alone() throws Exception {
    Map<String, Object> arguments = Map.of("content", "by tool", "mentions", List.of("alice"));
    stage.close();
    stage =
        new AdapterStage(
            FakeScript.create().otherwise(call("band_send_message", arguments), say("done")));
    stage.start();
    var message = stage.post("one");
    stage.work(message);
    restart();

    assertThat(again(message)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).containsExactly("by tool");
  }

  @Test
  void a_turn_that_was_cut_off_is_followed_by_one_that_says_so() throws Exception {
    stage.close();
    stage = new AdapterStage(FakeScript.create().otherwise(say("half"), exit(9)));
    stage.start();
    var message = stage.post("one");
    stage.work(message);
    stage.next(FakeScript.replying("finished"));

    assertThat(again(message)).isEqualTo(MessageOutcome.processed());

    assertThat(stage.lastInput()).hasSize(2);
    assertThat(stage.lastInput().getFirst()).startsWith("[System]: ").contains("cut off");
    assertThat(stage.sent("turn/start").getLast().path("clientUserMessageId").asString())
        .isEqualTo(message.entry().id());
    assertThat(stage.replies().getLast()).isEqualTo("finished");
  }

  @Test
  void a_post_whose_outcome_is_unknown_is_looked_up_and_not_sent_twice() throws Exception {
    stage.start();
    stage.band().faults().add(RestFault.on("createAgentChatMessage").cutAfter(Occasion.ONCE));

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).containsExactly("the answer");
    assertThat(stage.band().calls().count("createAgentChatMessage")).isEqualTo(1);
  }

  @Test
  void a_post_that_was_cut_before_it_arrived_is_sent_again() throws Exception {
    stage.start();
    stage.band().faults().add(RestFault.on("createAgentChatMessage").cutBefore(Occasion.ONCE));

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).containsExactly("the answer");
  }

  @Test
  void a_busy_platform_is_asked_again_and_the_turn_runs_once() throws Exception {
    stage.start();
    stage
        .band()
        .faults()
        .add(RestFault.on("createAgentChatMessage").status(503, Occasion.times(2)));

    assertThat(stage.say("one")).isEqualTo(MessageOutcome.processed());

    assertThat(stage.replies()).containsExactly("the answer");
    assertThat(stage.sent("turn/start")).hasSize(1);
  }

  @Test
  void history_that_cannot_be_read_fails_the_attempt_and_is_not_taken_for_empty() throws Exception {
    stage.start();
    stage.say("one");
    restart();
    stage.band().faults().add(RestFault.on("getAgentChatContext").status(503, Occasion.ONCE));

    var message = stage.post("two");
    assertThat(stage.work(message)).isInstanceOf(MessageOutcome.Failed.class);
    assertThat(stage.sent("thread/start")).hasSize(1);

    assertThat(again(message)).isEqualTo(MessageOutcome.processed());
    assertThat(stage.sent("thread/resume")).hasSize(1);
  }

  private MessageOutcome again(AdapterStage.Message message) throws Exception {
    return stage.deliver(message, true, new StageSignal());
  }

  /** Neither the answer nor, in its place, an event arrives. */
  private void answerIsLost(int eventsBefore) {
    var later = new Occasion(1, eventsBefore, Integer.MAX_VALUE);
    stage.band().faults().add(RestFault.on("createAgentChatMessage").status(422, Occasion.ALWAYS));
    stage.band().faults().add(RestFault.on("createAgentChatEvent").status(500, later));
  }

  private void restart() throws Exception {
    stage.adapter().close(Duration.ofMinutes(1));
    stage.start();
  }
}
