package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.AdapterInput;
import ai.band.api.MessageOutcome;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that come and are answered, with nothing going wrong. */
class ConversationFlowTest {
  private final Stage stage = new Stage();

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  @Test
  void a_message_is_answered_and_marked_processed() throws Exception {
    Room room = stage.room();
    stage.start();

    Entry asked = stage.says(room, "what is left?");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).containsExactly("You said: @alice/planner what is left?");
    assertThat(asked.delivery(stage.planner.id()).attempts()).hasSize(1);
    AdapterInput given = stage.adapter.turns.getFirst();
    assertThat(given.message().senderName()).isEqualTo("Alice Example");
    assertThat(given.bootstrap()).isTrue();
    assertThat(given.redelivered()).isFalse();
  }

  @Test
  void messages_from_before_the_start_are_answered_in_order() throws Exception {
    Room room = stage.room();
    for (int i = 0; i < 5; i++) {
      stage.says(room, "number " + i);
    }

    stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts())
        .containsExactly(
            "@alice/planner number 0",
            "@alice/planner number 1",
            "@alice/planner number 2",
            "@alice/planner number 3",
            "@alice/planner number 4");
  }

  @Test
  void a_room_that_the_agent_is_added_to_is_served_at_once() throws Exception {
    stage.start();

    Room room = stage.room();
    stage.says(room, "hello");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
    assertThat(stage.adapter.joined).containsExactly(room.id());
  }

  @Test
  void thirty_rooms_work_at_the_same_time_and_none_waits() throws Exception {
    var everyoneIsWorking = new CountDownLatch(30);
    stage.adapter.onTurn =
        input -> {
          everyoneIsWorking.countDown();
          assertThat(everyoneIsWorking.await(60, TimeUnit.SECONDS)).isTrue();
          return stage.adapter.answer(input);
        };
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rooms.add(stage.room());
    }
    stage.start();

    for (int i = 0; i < 30; i++) {
      stage.says(rooms.get(i), "I am " + i);
    }

    for (int i = 0; i < 30; i++) {
      stage.awaitAllProcessed(rooms.get(i));
      assertThat(stage.answers(rooms.get(i))).containsExactly("You said: @alice/planner I am " + i);
    }
  }

  @Test
  void one_room_works_on_one_message_at_a_time_in_order() throws Exception {
    Room room = stage.room();
    var running = new java.util.concurrent.atomic.AtomicInteger();
    stage.adapter.onTurn =
        input -> {
          assertThat(running.incrementAndGet()).isEqualTo(1);
          running.decrementAndGet();
          return stage.adapter.answer(input);
        };
    stage.start();

    for (int i = 0; i < 40; i++) {
      stage.says(room, "n" + i);
    }

    stage.awaitAllProcessed(room);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      expected.add("You said: @alice/planner n" + i);
    }
    assertThat(stage.answers(room)).isEqualTo(expected);
  }

  @Test
  void a_command_runs_while_a_turn_of_the_same_room_is_running() throws Exception {
    Room room = stage.room();
    var commandRan = new CountDownLatch(1);
    stage.adapter.onTurn =
        input ->
            commandRan.await(60, TimeUnit.SECONDS)
                ? stage.adapter.answer(input)
                : MessageOutcome.failed("the command did not run");
    stage.adapter.onCommand =
        input -> {
          commandRan.countDown();
          return MessageOutcome.processed();
        };
    stage.start();

    stage.says(room, "work");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    Entry command = stage.says(room, "/approve req-1");

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.commands)
        .singleElement()
        .satisfies(input -> assertThat(input.message().content()).endsWith("/approve req-1"));
    assertThat(command.delivery(stage.planner.id()).attempts()).hasSize(1);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void the_working_state_is_shown_during_a_turn_and_ends_with_it() throws Exception {
    Room room = stage.room();
    var seen = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
          return stage.adapter.answer(input);
        };
    stage.start();

    stage.says(room, "work");

    stage.soon().until(() -> stage.band.world().controls().working(room, stage.planner));
    seen.countDown();
    stage.awaitAllProcessed(room);
    stage.soon().until(() -> !stage.band.world().controls().working(room, stage.planner));
  }

  @Test
  void a_stop_leaves_no_thread_behind() throws Exception {
    Room room = stage.room();
    AgentRuntime runtime = stage.start();
    stage.says(room, "hello");
    stage.awaitAllProcessed(room);

    assertThat(runtime.stop(Duration.ofMinutes(1))).isTrue();

    assertThat(stage.adapter.life).containsExactly("started", "closed");
    assertThat(runtime.awaitEnd().clean()).isTrue();
    stage
        .soon()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(
                        thread ->
                            thread
                                .getName()
                                .startsWith("band-" + stage.planner.id().substring(0, 8))));
  }
}
