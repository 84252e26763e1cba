package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal.Cause;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomJoinedAgainTest {
  private final AdapterStage stage =
      new AdapterStage(
          FakeScript.create()
              .when("again", FakeScript.pause(500), FakeScript.say("back"))
              .otherwise(FakeScript.say("ok")));

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void a_message_that_was_on_its_way_does_not_bring_back_the_room_that_was_left() throws Exception {
    stage.start();
    stage.say("one");
    var signal = new StageSignal();
    signal.raise(Cause.ROOM_LEFT);
    stage.adapter().onRoomLeft(stage.room().id());

    MessageOutcome outcome = stage.adapter().onMessage(stage.post("late").input(false, signal));

    assertThat(outcome).isInstanceOf(MessageOutcome.LeftForReplay.class);
    assertThat(stage.adapter().rooms().sessions().find(stage.room().id())).isNull();
    StageRoom anew = new StageRoom(stage, stage.room(), false);
    stage.work(stage.post(anew, stage.alice(), "two"));
    assertThat(stage.adapter().rooms().sessions().find(anew.roomId()).room().handle())
        .isSameAs(anew);
  }

  @Test
  void a_late_message_of_an_earlier_stay_does_not_end_the_next_one() throws Exception {
    stage.start();
    stage.say("one");
    var signal = new StageSignal();
    signal.raise(Cause.ROOM_LEFT);
    stage.adapter().onRoomLeft(stage.room().id());
    StageRoom anew = new StageRoom(stage, stage.room(), false);
    stage.work(stage.post(anew, stage.alice(), "two"));

    stage.adapter().onMessage(stage.post("late").input(false, signal));

    assertThat(stage.adapter().rooms().sessions().find(anew.roomId()).room().handle())
        .isSameAs(anew);
  }

  @Test
  void the_next_stay_waits_until_the_former_one_has_let_go_of_the_thread() throws Exception {
    stage.holdBack("thread/unsubscribe");
    stage.start();
    stage.say("one");
    stage.adapter().onRoomLeft(stage.room().id());
    await().until(stage::holdsBack);
    StageRoom anew = new StageRoom(stage, stage.room(), false);

    Future<MessageOutcome> turn =
        stage.start(stage.post(anew, stage.alice(), "again"), new StageSignal());
    assertThat(startsWithin(Duration.ofMillis(300))).isFalse();
    stage.release();

    assertThat(turn.get(30, TimeUnit.SECONDS)).isEqualTo(MessageOutcome.processed());
    assertThat(stage.replies()).containsExactly("ok", "back");
    assertThat(stage.sent("thread/start")).hasSize(1);
  }

  private boolean startsWithin(Duration time) {
    try {
      await().atMost(time).until(() -> stage.sent("turn/start").size() == 2);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }
}
