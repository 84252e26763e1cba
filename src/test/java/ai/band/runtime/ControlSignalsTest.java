package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.AdapterInput;
import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Control;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import ai.band.platform.ControlSignal;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interrupt, stop and play. */
class ControlSignalsTest {
  private final Stage stage = new Stage();
  private final List<TurnSignal.Cause> causes = new CopyOnWriteArrayList<>();
  private Room room;

  @BeforeEach
  void aRoomWhoseTurnsEndOnlyBySignal() {
    stage.link = DeliveryFaultsTest::impatient;
    room = stage.room();
    stage.adapter.onTurn =
        input ->
            input.message().content().contains("long")
                ? untilRaised(input)
                : stage.adapter.answer(input);
  }

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  private MessageOutcome untilRaised(AdapterInput input) throws InterruptedException {
    var raised = new CountDownLatch(1);
    try (var ignored = input.signal().onRaised(raised::countDown)) {
      raised.await();
    }
    causes.add(input.signal().cause());
    return new MessageOutcome.LeftForReplay("told to end");
  }

  private void awaitTurns(int count) {
    stage.soon().until(() -> stage.adapter.turns.size() == count);
  }

  private Control send(Control.Mode mode) {
    return send(mode, room);
  }

  private Control send(Control.Mode mode, Room target) {
    return stage.band.world().controls().signal(stage.planner, mode, target);
  }

  /** Signals come on a topic of their own, in order, and messages on another: either may lead. */
  private void awaitSignalsHeard(Room bystander) {
    send(Control.Mode.STOP, bystander);
    stage
        .soon()
        .until(() -> stage.worker(bystander).deliveries().door() == DeliveryBook.Door.STOPPED);
  }

  @Test
  void an_interrupted_message_counts_as_processed_and_the_next_one_runs() throws Exception {
    stage.start();
    stage.says(room, "long");
    awaitTurns(1);
    stage.says(room, "next");

    send(Control.Mode.INTERRUPT);

    stage.awaitAllProcessed(room);
    assertThat(causes).containsExactly(TurnSignal.Cause.INTERRUPTED);
    assertThat(stage.answers(room)).containsExactly("You said: @alice/planner next");
  }

  @Test
  void an_interrupt_with_nothing_running_does_not_hit_the_next_message() throws Exception {
    Room bystander = stage.room();
    stage.start();

    send(Control.Mode.INTERRUPT);
    awaitSignalsHeard(bystander);
    stage.says(room, "next");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void a_stopped_room_is_quiet_until_play_and_then_answers_everything() throws Exception {
    stage.start();
    Entry first = stage.says(room, "long story");
    awaitTurns(1);

    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 1);
    stage.says(room, "while stopped");
    stage.adapter.onTurn = stage.adapter::answer;

    assertThat(causes).containsExactly(TurnSignal.Cause.STOPPED);
    assertThat(first.delivery(stage.planner.id()).status()).isEqualTo(Delivery.Status.PROCESSING);
    stage.soon().until(() -> stage.worker(room).deliveries().door() == DeliveryBook.Door.STOPPED);
    assertThat(stage.answers(room)).isEmpty();

    send(Control.Mode.PLAY);

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room))
        .containsExactly(
            "You said: @alice/planner long story", "You said: @alice/planner while stopped");
    assertThat(stage.adapter.turns.get(1).redelivered()).isTrue();
  }

  @Test
  void a_play_while_the_stopped_turn_is_still_ending_replays_it() throws Exception {
    var mayEnd = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          if (stage.adapter.turns.size() > 1) {
            return stage.adapter.answer(input);
          }
          MessageOutcome outcome = untilRaised(input);
          mayEnd.await();
          return outcome;
        };
    stage.start();
    stage.says(room, "long");
    awaitTurns(1);

    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 1);
    send(Control.Mode.PLAY);
    stage.soon().until(() -> stage.worker(room).deliveries().door() == DeliveryBook.Door.OPEN);
    mayEnd.countDown();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void a_play_sent_while_the_connection_was_down_is_not_lost() throws Exception {
    AgentRuntime runtime = stage.start();
    stage.says(room, "long story");
    awaitTurns(1);
    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 1);
    stage.adapter.onTurn = stage.adapter::answer;

    stage.band.goDown();
    stage.soon().until(() -> !runtime.state().connected());
    send(Control.Mode.PLAY);
    stage.band.comeBack();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void a_stop_that_is_still_in_force_after_a_reconnect_stays_in_force() throws Exception {
    AgentRuntime runtime = stage.start();
    stage.says(room, "long story");
    awaitTurns(1);
    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 1);

    long read = stage.band.calls().count("listAgentChatParticipants");
    stage.band.sockets().drop(stage.planner, null);
    stage.soon().until(() -> runtime.state().reconnects() == 1);
    // Read again after an outage, when the platform was asked whether it hands out work.
    stage.soon().until(() -> stage.band.calls().count("listAgentChatParticipants") > read);

    assertThat(stage.worker(room).deliveries().door()).isEqualTo(DeliveryBook.Door.STOPPED);
    assertThat(stage.adapter.turns).hasSize(1);
  }

  @Test
  void a_signal_between_claim_and_turn_is_applied_before_the_adapter_is_called() throws Exception {
    Room bystander = stage.room();
    var heard = new CountDownLatch(1);
    stage
        .band
        .faults()
        .add(
            RestFault.on("markAgentMessageProcessing")
                .with(new RestFault.Effect.Hold(heard), Occasion.ONCE));
    stage.start();
    Entry asked = stage.says(room, "long");
    stage.soon().until(() -> stage.band.faults().struck() == 1);

    send(Control.Mode.INTERRUPT);
    awaitSignalsHeard(bystander);
    heard.countDown();

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.turns).isEmpty();
    assertThat(asked.delivery(stage.planner.id()).status()).isEqualTo(Delivery.Status.PROCESSED);
  }

  @Test
  void the_same_signal_twice_is_applied_once() throws Exception {
    Room bystander = stage.room();
    stage.start();
    stage.says(room, "long one");
    awaitTurns(1);
    Control interrupt = send(Control.Mode.INTERRUPT);
    stage.awaitAllProcessed(room);
    stage.says(room, "long two");
    awaitTurns(2);

    stage.band.world().controls().repeat(interrupt);
    awaitSignalsHeard(bystander);
    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 2);

    assertThat(causes).containsExactly(TurnSignal.Cause.INTERRUPTED, TurnSignal.Cause.STOPPED);
  }

  @Test
  void a_signal_without_a_room_reaches_every_room() throws Exception {
    Room other = stage.room();
    stage.start();
    stage.says(room, "long");
    stage.says(other, "long");
    awaitTurns(2);

    stage.band.world().controls().signal(stage.planner, Control.Mode.INTERRUPT, null);

    stage.awaitAllProcessed(room);
    stage.awaitAllProcessed(other);
    assertThat(causes).hasSize(2);
  }

  @Test
  void work_that_ignores_its_signal_is_interrupted() throws Exception {
    stage.timing = Stage.impatientWithSignals();
    stage.adapter.onTurn =
        input -> {
          if (!input.message().content().contains("deaf")) {
            return stage.adapter.answer(input);
          }
          new CountDownLatch(1).await();
          return MessageOutcome.processed();
        };
    stage.start();
    stage.says(room, "deaf");
    awaitTurns(1);

    send(Control.Mode.INTERRUPT);
    stage.says(room, "next");

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }

  @Test
  void a_turn_that_finished_in_spite_of_a_stop_is_not_run_again() throws Exception {
    stage.adapter.onTurn =
        input -> {
          untilRaised(input);
          return MessageOutcome.processed();
        };
    stage.start();
    stage.says(room, "long");
    awaitTurns(1);

    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 1);
    send(Control.Mode.PLAY);

    stage.awaitAllProcessed(room);
    assertThat(stage.adapter.turns).hasSize(1);
  }

  @Test
  void stop_interrupt_and_play_at_random_moments_lose_and_double_nothing() throws Exception {
    long seed = 20_261;
    var random = new Random(seed);
    stage.adapter.onTurn =
        input -> {
          var raised = new CountDownLatch(1);
          try (var ignored = input.signal().onRaised(raised::countDown)) {
            if (raised.await(random.nextInt(15), TimeUnit.MILLISECONDS)) {
              return new MessageOutcome.LeftForReplay("told to end");
            }
          }
          return stage.adapter.answer(input);
        };
    stage.start();
    for (int round = 0; round < 60; round++) {
      stage.says(room, "round " + round);
      Control.Mode mode = random.nextBoolean() ? Control.Mode.STOP : Control.Mode.INTERRUPT;
      TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      send(mode);
      TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
      send(Control.Mode.PLAY);
    }

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).as("seed %d", seed).doesNotHaveDuplicates();
    assertThat(stage.band.world().ledger().tally(room, stage.planner).doubled()).isZero();
  }

  @Test
  void signals_of_one_action_that_differ_in_mode_or_room_are_all_applied() {
    var applied = new CopyOnWriteArrayList<String>();
    var signals =
        new ControlSignals(
            roomId -> {
              applied.add(roomId);
              return null;
            },
            List::of);

    signals.apply(signal(ControlSignal.Mode.STOP, "r1"));
    signals.apply(signal(ControlSignal.Mode.STOP, "r2"));
    signals.apply(signal(ControlSignal.Mode.STOP, "r2"));
    signals.apply(signal(ControlSignal.Mode.PLAY, "r1"));

    assertThat(applied).containsExactly("r1", "r2", "r1");
  }

  private static ControlSignal signal(ControlSignal.Mode mode, String roomId) {
    return new ControlSignal(mode, ControlSignal.Scope.ROOM, "a", null, roomId, null, "same");
  }

  @Test
  void a_play_sent_during_an_outage_is_noticed_although_the_first_look_fails() throws Exception {
    AgentRuntime runtime = stage.start();
    stage.says(room, "long story");
    awaitTurns(1);
    send(Control.Mode.STOP);
    stage.soon().until(() -> causes.size() == 1);
    stage.adapter.onTurn = stage.adapter::answer;

    stage.band.goDown();
    stage.soon().until(() -> !runtime.state().connected());
    send(Control.Mode.PLAY);
    stage.band.faults().add(RestFault.on("getAgentNextMessage").status(500, Occasion.ONCE));
    stage.band.comeBack();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
  }
}
