package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.SessionConfig;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.fault.UpgradeFault;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.RetrySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may go wrong between a message and its end. */
class DeliveryFaultsTest {
  private final Stage stage = new Stage();

  @BeforeEach
  void repeatCallsQuickly() {
    stage.link = DeliveryFaultsTest::impatient;
  }

  static BandLinkOptions impatient(BandLinkOptions options) {
    return options.withRest(
        options
            .rest()
            .withRetry(new RetrySettings(0, Duration.ofMillis(10), Duration.ofMillis(20))));
  }

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  @Test
  void a_message_pushed_twice_is_answered_once() throws Exception {
    stage
        .band
        .faults()
        .add(FrameFault.of("message_created", new FrameFault.Effect.Duplicate(), Occasion.ALWAYS));
    Room room = stage.room();
    AgentRuntime runtime = stage.start();

    for (int i = 0; i < 10; i++) {
      stage.says(room, "n" + i);
    }

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(10).doesNotHaveDuplicates();
    stage.soon().until(() -> runtime.state().duplicates() >= 10);
  }

  @Test
  void messages_that_no_push_brings_are_found_by_asking() throws Exception {
    stage.session = Stage.lookingEvery(Duration.ofMillis(100));
    stage
        .band
        .faults()
        .add(FrameFault.of("message_created", new FrameFault.Effect.Omit(), Occasion.ALWAYS));
    Room room = stage.room();
    stage.start();

    stage.says(room, "one");
    stage.says(room, "two");

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts()).containsExactly("@alice/planner one", "@alice/planner two");
  }

  @Test
  void a_missing_message_is_found_although_the_room_is_busy() throws Exception {
    stage.session = Stage.lookingEvery(Duration.ofMillis(100));
    var commandRan = new CountDownLatch(1);
    stage.adapter.onCommand =
        input -> {
          commandRan.countDown();
          return MessageOutcome.processed();
        };
    stage.adapter.onTurn =
        input -> {
          commandRan.await();
          return stage.adapter.answer(input);
        };
    Room room = stage.room();
    stage.start();
    stage.says(room, "a long turn");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    stage
        .band
        .faults()
        .add(FrameFault.of("message_created", new FrameFault.Effect.Omit(), Occasion.ONCE));

    stage.says(room, "/approve");

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.commands).hasSize(1);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void a_claim_that_fails_costs_no_attempt_and_the_message_runs_later() throws Exception {
    stage.session = SessionConfig.builder().maxMessageRetries(1).build();
    stage
        .band
        .faults()
        .add(RestFault.on("markAgentMessageProcessing").status(500, Occasion.times(5)));
    Room room = stage.room();
    stage.start();

    stage.says(room, "one");
    stage.says(room, "two");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(2);
  }

  @Test
  void a_message_that_the_platform_does_not_give_is_not_run() throws Exception {
    stage
        .band
        .faults()
        .add(
            RestFault.on("markAgentMessageProcessing")
                .with(new RestFault.Effect.Status(204, null, ""), Occasion.ONCE));
    stage.session = Stage.lookingEvery(Duration.ofMillis(300));
    var claims = new AtomicLong();
    stage.adapter.onTurn =
        input -> {
          claims.set(stage.band.calls().count("markAgentMessageProcessing"));
          return stage.adapter.answer(input);
        };
    Room room = stage.room();
    stage.start();

    Entry asked = stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(claims).as("claims before the turn").hasValueGreaterThan(1);
    assertThat(stage.adapter.turns).hasSize(1);
    assertThat(asked.delivery(stage.planner.id()).attempts()).hasSize(1);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void a_lost_processed_mark_is_repeated_and_the_message_does_not_run_again() throws Exception {
    stage
        .band
        .faults()
        .add(RestFault.on("markAgentMessageProcessed").status(503, Occasion.times(4)));
    stage.session = Stage.lookingEvery(Duration.ofMillis(60));
    Room room = stage.room();
    stage.start();

    stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
    assertThat(stage.adapter.turns).hasSize(1);
  }

  @Test
  void a_processed_mark_whose_answer_is_lost_counts_as_done() throws Exception {
    stage.band.faults().add(RestFault.on("markAgentMessageProcessed").cutAfter(Occasion.ONCE));
    Room room = stage.room();
    AgentRuntime runtime = stage.start();

    stage.says(room, "one");

    stage.awaitAllProcessed(room);
    stage.says(room, "two");
    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(2);
    assertThat(runtime.state().messagesProcessed()).isEqualTo(2);
  }

  @Test
  void a_list_from_before_the_processed_mark_got_through_does_not_claim_the_message_again()
      throws Exception {
    stage.band.faults().add(RestFault.on("markAgentMessageProcessed").status(503, Occasion.ALWAYS));
    Room room = stage.room();
    stage.start();
    Entry asked = stage.says(room, "one");
    RoomWorker worker = stage.worker(room);
    stage.soon().until(() -> worker.acknowledgements().pending(asked.id()));
    long askedAt = System.nanoTime();
    stage.band.faults().clear();
    stage.soon().until(() -> !worker.acknowledgements().pending(asked.id()));

    worker.intake().found(copyOf(asked, room), null, askedAt);

    assertThat(asked.delivery(stage.planner.id()).attempts()).hasSize(1);
    assertThat(stage.band.calls().count("markAgentMessageProcessing")).isEqualTo(1);
  }

  private ChatMessage copyOf(Entry entry, Room room) {
    return new ChatMessage(
        entry.id(),
        room.id(),
        entry.content(),
        "text",
        stage.alice.id(),
        "User",
        "Alice",
        Map.of(),
        null,
        null);
  }

  @Test
  void a_message_that_always_fails_is_given_up_and_hides_nothing() throws Exception {
    stage.adapter.onTurn =
        input ->
            input.message().content().contains("poison")
                ? MessageOutcome.failedForNow("the model said no")
                : stage.adapter.answer(input);
    Room room = stage.room();
    Entry poison = stage.says(room, "poison");
    stage.says(room, "fine");
    AgentRuntime runtime = stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).containsExactly("You said: @alice/planner fine");
    Delivery delivery = poison.delivery(stage.planner.id());
    assertThat(delivery.status()).isEqualTo(Delivery.Status.PROCESSED);
    assertThat(stage.adapter.texts().stream().filter(text -> text.contains("poison"))).hasSize(3);
    assertThat(runtime.state().messagesGivenUp()).isEqualTo(1);
    assertThat(stage.band.world().ledger().events(room))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("error");
              assertThat(event.content()).contains("the model said no");
            });
  }

  @Test
  void a_failure_that_another_attempt_does_not_change_is_closed_at_once() throws Exception {
    stage.adapter.onTurn = input -> MessageOutcome.failed("wrong model name");
    Room room = stage.room();
    stage.start();

    Entry asked = stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.turns).hasSize(1);
    assertThat(asked.delivery(stage.planner.id()).attempts())
        .extracting(attempt -> attempt.error())
        .contains("wrong model name");
  }

  @Test
  void an_exception_of_the_adapter_is_a_failed_attempt() throws Exception {
    var tries = new AtomicInteger();
    stage.adapter.onTurn =
        input -> {
          if (tries.incrementAndGet() == 1) {
            throw new IllegalStateException();
          }
          return stage.adapter.answer(input);
        };
    Room room = stage.room();
    stage.start();

    Entry asked = stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
    assertThat(asked.delivery(stage.planner.id()).attempts().getFirst().error())
        .isEqualTo("IllegalStateException");
    assertThat(stage.adapter.turns.getLast().redelivered()).isTrue();
    assertThat(stage.adapter.turns.getLast().bootstrap()).isTrue();
  }

  @Test
  void a_message_left_in_processing_by_a_crash_is_taken_up_at_the_next_start() throws Exception {
    Room room = stage.room();
    Entry asked = stage.says(room, "one");
    stage.band.world().deliveries().processing(room, stage.planner, asked.id());

    stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.turns)
        .singleElement()
        .satisfies(input -> assertThat(input.redelivered()).isTrue());
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void attempts_that_failed_before_a_restart_count() throws Exception {
    Room room = stage.room();
    Entry asked = stage.says(room, "one");
    for (int i = 0; i < 3; i++) {
      stage.band.world().deliveries().processing(room, stage.planner, asked.id());
      stage.band.world().deliveries().failed(room, stage.planner, asked.id(), "no");
    }

    stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.turns).isEmpty();
  }

  @Test
  void messages_missed_while_disconnected_are_fetched_in_order() throws Exception {
    Room room = stage.room();
    stage.start();
    stage.band.goDown();
    for (int i = 0; i < 5; i++) {
      stage.says(room, "n" + i);
    }

    stage.band.comeBack();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts())
        .containsExactly(
            "@alice/planner n0",
            "@alice/planner n1",
            "@alice/planner n2",
            "@alice/planner n3",
            "@alice/planner n4");
  }

  @Test
  void a_push_between_the_joins_of_a_room_does_not_overtake_what_was_missed() throws Exception {
    Room room = stage.room();
    stage.says(room, "missed");
    stage.band.faults().add(participantsAreNotAnswered());
    AgentRuntime runtime = stage.prepared();
    var starting = Thread.ofVirtual().name("starting").start(() -> start(runtime));

    stage.soon().until(() -> hears(room));
    stage.says(room, "pushed");

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts())
        .containsExactly("@alice/planner missed", "@alice/planner pushed");
    starting.interrupt();
    starting.join();
  }

  private static JoinFault participantsAreNotAnswered() {
    return new JoinFault("room_participants:", new JoinFault.Effect.Ignore(), Occasion.ONCE);
  }

  /** Whether pushes of messages reach the agent. */
  private boolean hears(Room room) {
    return stage.band.sockets().topics(stage.planner).contains("chat_room:" + room.id());
  }

  private static void start(AgentRuntime runtime) {
    try {
      runtime.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_turn_survives_a_lost_connection() throws Exception {
    var reconnected = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          reconnected.await();
          return stage.adapter.answer(input);
        };
    Room room = stage.room();
    AgentRuntime runtime = stage.start();
    stage.says(room, "one");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);

    stage.band.sockets().drop(stage.planner, null);
    stage.soon().until(() -> runtime.state().reconnects() == 1);
    reconnected.countDown();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
    assertThat(stage.adapter.turns).hasSize(1);
  }

  @Test
  void an_unreadable_push_is_made_good_by_asking() throws Exception {
    Room room = stage.room();
    stage.start();
    stage
        .band
        .faults()
        .add(
            FrameFault.of(
                "message_created",
                new FrameFault.Effect.Replace(
                    "[null,null,\"chat_room:" + room.id() + "\",\"message_created\",{\"id\":7}]"),
                Occasion.ONCE));

    stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void pushes_that_overtake_each_other_are_worked_off_in_order_once_they_wait() throws Exception {
    Room room = stage.room();
    var go = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          go.await();
          return stage.adapter.answer(input);
        };
    stage.start();
    stage.says(room, "first");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    stage
        .band
        .faults()
        .add(
            FrameFault.of(
                "message_created",
                new FrameFault.Effect.Delay(Duration.ofMillis(150)),
                Occasion.ONCE));
    stage.says(room, "second");
    stage.says(room, "third");
    stage.soon().until(() -> stage.band.faults().struck() == 1);
    stage.soon().until(() -> waiting(room) == 2);

    go.countDown();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts())
        .isEqualTo(
            List.of("@alice/planner first", "@alice/planner second", "@alice/planner third"));
  }

  private int waiting(Room room) {
    return stage.worker(room).lane(Lane.WORK).waiting();
  }

  @Test
  void the_agents_own_messages_are_never_answered() throws Exception {
    Room room = stage.room();
    stage.adapter.onTurn =
        input -> {
          stage.band.world().messages().post(room, stage.planner, "@alice done", stage.alice);
          return MessageOutcome.processed();
        };
    stage.start();

    stage.says(room, "one");

    stage.awaitAllProcessed(room);
    stage.says(room, "two");
    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.turns).hasSize(2);
  }

  @Test
  void an_error_in_the_adapter_is_a_failed_attempt_too() throws Exception {
    var tries = new AtomicInteger();
    stage.adapter.onTurn =
        input -> {
          if (tries.incrementAndGet() == 1) {
            throw new AssertionError("a broken adapter");
          }
          return stage.adapter.answer(input);
        };
    Room room = stage.room();
    stage.start();

    stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void an_error_in_the_choice_of_a_lane_does_not_end_the_looking_for_messages() throws Exception {
    stage.adapter.onLane =
        message -> {
          throw new StackOverflowError("a broken adapter");
        };
    Room room = stage.room();
    stage.says(room, "one");
    stage.start();
    stage.says(room, "two");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(2);
  }

  @Test
  void the_oldest_message_runs_although_the_list_is_refused() throws Exception {
    stage.band.faults().add(RestFault.on("listAgentMessages").status(500, Occasion.ALWAYS));
    Room room = stage.room();
    stage.says(room, "one");

    stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
    assertThat(stage.band.faults().struck()).isPositive();
  }

  @Test
  void the_list_is_read_although_the_oldest_message_cannot_be() throws Exception {
    stage
        .band
        .faults()
        .add(
            RestFault.on("getAgentNextMessage")
                .with(new RestFault.Effect.Status(200, null, "nonsense"), Occasion.ALWAYS));
    Room room = stage.room();
    stage.says(room, "one");

    stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void messages_are_asked_for_soon_while_the_socket_is_down() throws Exception {
    stage.session = Stage.lookingEvery(Duration.ofMinutes(5));
    Room room = stage.room();
    AgentRuntime runtime = stage.start();
    stage
        .band
        .faults()
        .add(new UpgradeFault(new UpgradeFault.Effect.Refuse(503, null, null), Occasion.ALWAYS));
    stage.band.sockets().drop(stage.planner, null);
    stage.soon().until(() -> !runtime.state().connected());

    stage.says(room, "one");

    stage.awaitAllProcessed(room);
    assertThat(runtime.state().connected()).isFalse();
    assertThat(runtime.state().roomsWithoutChannel()).isEqualTo(1);
  }

  /** Starts with turns that wait for the latch, and fills the room's lane. */
  private AgentRuntime startWithMoreThanFits(Room room, int messages, CountDownLatch go)
      throws InterruptedException {
    stage.adapter.onTurn =
        input -> {
          go.await();
          return MessageOutcome.processed();
        };
    AgentRuntime runtime = stage.start();
    for (int i = 0; i < messages; i++) {
      stage.says(room, "n" + i);
    }
    stage.soon().until(() -> waiting(room) == 1_000);
    return runtime;
  }

  @Test
  void more_messages_than_a_room_holds_are_all_worked_off() throws Exception {
    Room room = stage.room();
    var go = new CountDownLatch(1);
    AgentRuntime runtime = startWithMoreThanFits(room, 1_100, go);

    go.countDown();

    stage.awaitAllProcessed(room);
    assertThat(runtime.state().messagesProcessed()).isEqualTo(1_100);
    assertThat(stage.adapter.texts()).doesNotHaveDuplicates().hasSize(1_100);
  }

  @Test
  void a_command_whose_push_was_lost_is_found_behind_more_messages_than_a_room_holds()
      throws Exception {
    Room room = stage.room();
    var go = new CountDownLatch(1);
    AgentRuntime runtime = startWithMoreThanFits(room, 1_050, go);
    stage
        .band
        .faults()
        .add(FrameFault.of("message_created", new FrameFault.Effect.Omit(), Occasion.ONCE));
    stage.says(room, "/approve A-1");

    stage.worker(room).look();

    stage.soon().until(() -> stage.adapter.commands.size() == 1);
    assertThat(go.getCount()).isEqualTo(1);
    go.countDown();
    stage.awaitAllProcessed(room);
    assertThat(runtime.state().messagesProcessed()).isEqualTo(1_051);
    assertThat(stage.adapter.commands).hasSize(1);
    assertThat(stage.adapter.texts())
        .map(text -> text.replaceAll(".* ", ""))
        .isEqualTo(IntStream.range(0, 1_050).mapToObj(i -> "n" + i).toList());
  }

  @Test
  void messages_that_come_while_older_ones_are_looked_for_wait_their_turn() throws Exception {
    Room room = stage.room();
    stage.says(room, "older");
    var newerIsHeard = new CountDownLatch(1);
    stage
        .band
        .faults()
        .add(
            RestFault.on("getAgentNextMessage")
                .with(new RestFault.Effect.Hold(newerIsHeard), Occasion.ONCE));
    stage.start();
    stage.soon().until(() -> stage.band.faults().struck() == 1);

    stage.says(room, "newer");
    stage.soon().until(() -> waiting(room) == 1);
    newerIsHeard.countDown();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts())
        .containsExactly("@alice/planner older", "@alice/planner newer");
  }

  @Test
  void missed_messages_keep_the_order_of_a_list_that_tells_no_times() throws Exception {
    Room room = stage.room();
    stage.says(room, "one");
    List<Entry> missed = List.of(stage.says(room, "two"), stage.says(room, "three"));
    var pushed = new CountDownLatch(1);
    stage
        .band
        .faults()
        .add(
            RestFault.on("listAgentMessages")
                .with(new RestFault.Effect.Status(200, null, timeless(missed)), Occasion.ALWAYS));
    stage
        .band
        .faults()
        .add(
            RestFault.on("getAgentNextMessage")
                .with(new RestFault.Effect.Hold(pushed), Occasion.ONCE));
    stage.start();
    stage.says(room, "four");
    stage.soon().until(() -> waiting(room) == 1);

    pushed.countDown();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.texts())
        .map(text -> text.replaceAll(".* ", ""))
        .isEqualTo(List.of("one", "two", "three", "four"));
  }

  private String timeless(List<Entry> entries) {
    return entries.stream()
        .map(
            entry ->
                "{\"id\":\"%s\",\"content\":\"%s\",\"message_type\":\"text\",\"sender_id\":\"%s\",\"sender_type\":\"User\"}"
                    .formatted(entry.id(), entry.content(), stage.alice.id()))
        .collect(Collectors.joining(",", "{\"data\":[", "],\"metadata\":{\"has_more\":false}}"));
  }

  @Test
  void a_message_that_waits_for_its_next_attempt_does_not_hold_up_younger_ones() throws Exception {
    stage.timing = Stage.patientWithAttempts();
    stage.adapter.onTurn =
        input ->
            input.message().content().contains("bad")
                ? MessageOutcome.failedForNow("not now")
                : stage.adapter.answer(input);
    Room room = stage.room();
    stage.says(room, "bad");
    stage.says(room, "good");
    stage.start();

    stage.soon().until(() -> stage.answers(room).size() == 1);

    assertThat(stage.adapter.texts()).containsExactly("@alice/planner bad", "@alice/planner good");
  }
}
