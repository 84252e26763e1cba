package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.ContactEventConfig;
import ai.band.api.MessageOutcome;
import ai.band.api.SessionConfig;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Room;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options whose effect shows nowhere else. */
class RuntimeOptionsTest {
  private final Stage stage = new Stage();

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource({"true, 300000, 1", "false, 300000, 2", "true, 0, 2"})
  void the_history_is_kept_for_the_time_it_may_be(boolean cache, long millis, long fetched)
      throws Exception {
    stage.session =
        SessionConfig.builder()
            .enableContextCache(cache)
            .contextCacheTtl(Duration.ofMillis(millis))
            .build();
    Room room = stage.room();
    stage.adapter.onTurn = input -> MessageOutcome.processed();
    stage.start();
    stage.says(room, "before");
    stage.awaitAllProcessed(room);
    long before = stage.band.calls().count("getAgentChatContext");
    stage.adapter.onTurn =
        input -> {
          assertThat(input.room().historyBefore(input.message().id())).hasSize(1);
          assertThat(input.room().historyBefore(input.message().id())).hasSize(1);
          return stage.adapter.answer(input);
        };

    stage.says(room, "now");

    stage.awaitAllProcessed(room);
    assertThat(stage.band.calls().count("getAgentChatContext") - before).isEqualTo(fetched);
  }

  @Test
  void a_report_of_work_that_hangs_is_given_up_after_its_time() throws Exception {
    stage.session =
        SessionConfig.builder()
            .workingKeepAlive(Duration.ofMillis(600))
            .workingRequestTimeout(Duration.ofMillis(590))
            .build();
    stage
        .band
        .faults()
        .add(RestFault.onAll().inPath("/activity").delay(Duration.ofMinutes(2), Occasion.ONCE));
    Room room = stage.room();
    stage.adapter.onTurn =
        input -> {
          stage
              .soon()
              .until(
                  () ->
                      stage.band.world().controls().reports(room, stage.planner).stream()
                          .anyMatch(report -> report.working()));
          return stage.adapter.answer(input);
        };
    stage.start();

    stage.says(room, "work");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void the_room_for_contacts_belongs_to_the_task_that_was_named() throws Exception {
    String task = UUID.randomUUID().toString();
    stage.contacts = ContactEventConfig.hubRoom().withHubTaskId(task);

    AgentRuntime first = stage.start();
    first.stop(null);
    stage.start();

    assertThat(stage.band.world().rooms().of(stage.planner))
        .singleElement()
        .satisfies(room -> assertThat(Objects.toString(room.taskId())).isEqualTo(task));
  }
}
