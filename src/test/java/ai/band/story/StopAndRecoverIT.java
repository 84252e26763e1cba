package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.ModelReply;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Control;
import ai.band.local.world.Entry;
import ai.band.testkit.RoomStage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stops, interrupts and lost answers, with the real Codex. */
class StopAndRecoverIT {
  @Test
  void an_interrupt_ends_the_turn_and_the_command_it_had_started() throws Exception {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config.sandbox("danger-full-access"));
      String mark = "9" + (System.nanoTime() % 1_000_000);

      Entry asked = stage.say("run sleep " + mark);
      await().atMost(RoomStage.PATIENCE).until(() -> isRunning("sleep", mark));
      stage.band().world().controls().signal(stage.bot(), Control.Mode.INTERRUPT, stage.room());

      stage.awaitDone(asked);
      await().atMost(Duration.ofSeconds(60)).until(() -> !isRunning("sleep", mark));
      assertThat(stage.band().world().ledger().replies(stage.room(), asked)).isEmpty();
      assertThat(stage.replyTo(stage.say("say still here"))).contains("still here");
    }
  }

  @Test
  void a_stopped_message_is_taken_up_again_after_play() {
    try (var stage = RoomStage.open()) {
      var letGo = new CountDownLatch(1);
      stage.model().script(request -> ModelReply.start().hold(letGo).text("done"));
      stage.startAgent(config -> config);

      Entry asked = stage.say("take your time");
      await()
          .atMost(RoomStage.PATIENCE)
          .until(
              () ->
                  stage.model().requests().stream()
                      .anyMatch(request -> request.lastUserText().contains("take your time")));
      stage.band().world().controls().signal(stage.bot(), Control.Mode.STOP, stage.room());
      await()
          .atMost(RoomStage.PATIENCE)
          .until(() -> !stage.band().world().controls().working(stage.room(), stage.bot()));
      assertThat(stage.band().world().ledger().replies(stage.room(), asked)).isEmpty();
      letGo.countDown();
      stage.band().world().controls().signal(stage.bot(), Control.Mode.PLAY, stage.room());

      stage.awaitDone(asked);
      assertThat(stage.band().world().ledger().replies(stage.room(), asked)).hasSize(1);
    }
  }

  @Test
  void an_answer_that_could_not_be_posted_is_posted_later_without_asking_the_model_again() {
    try (var stage = RoomStage.open()) {
      stage.startAgent(config -> config);
      stage.band().faults().add(RestFault.on("createAgentChatMessage").status(403, Occasion.ONCE));

      assertThat(stage.replyTo(stage.say("say it only once"))).contains("it only once");

      assertThat(stage.model().requests())
          .filteredOn(request -> request.lastUserText().contains("it only once"))
          .hasSize(1);
    }
  }

  private static boolean isRunning(String program, String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process.info().commandLine().filter(l -> l.contains(argument)).isPresent()
                    && process.info().command().filter(c -> c.endsWith(program)).isPresent());
  }
}
