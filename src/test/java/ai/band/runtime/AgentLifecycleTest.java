package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.band.api.AgentConfig;
import ai.band.api.AgentIdentity;
import ai.band.api.BandConfigException;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.fault.UpgradeFault;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.BandConnectionException;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an agent starts and ends, also when something goes wrong with that. */
class AgentLifecycleTest {
  private final Stage stage = new Stage();

  AgentLifecycleTest() {
    stage.link = DeliveryFaultsTest::impatient;
  }

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  private void awaitNothingLeft() {
    String clock = "band-" + stage.planner.id().substring(0, 8) + "-clock";
    stage.soon().until(() -> !stage.band.sockets().connected(stage.planner));
    stage
        .soon()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals(clock)));
    SingleInstanceLock.take(stage.planner.id()).close();
  }

  @Test
  void an_adapter_that_cannot_start_fails_the_start_and_is_closed() throws Exception {
    stage.adapter.startFailure = new IllegalStateException("no Codex here");
    AgentRuntime runtime = stage.prepared();

    assertThatThrownBy(runtime::start).hasMessage("no Codex here");

    assertThat(stage.adapter.life).containsExactly("started", "closed");
    assertThat(runtime.state().phase()).isEqualTo(RuntimeState.Phase.STOPPED);
    awaitNothingLeft();
  }

  @Test
  void a_refused_control_topic_fails_the_start_and_releases_everything() throws Exception {
    stage
        .band
        .faults()
        .add(
            new JoinFault(
                "agent_control:", new JoinFault.Effect.Refuse("unauthorized"), Occasion.ALWAYS));
    AgentRuntime runtime = stage.prepared();

    assertThatThrownBy(runtime::start).isInstanceOf(BandConnectionException.class);

    assertThat(stage.adapter.life).containsExactly("started", "closed");
    awaitNothingLeft();
  }

  @Test
  void a_wrong_key_fails_the_start_before_the_adapter_is_started() throws Exception {
    stage.link =
        options ->
            BandLinkOptions.of(
                options.agentId(), "wrong-key", stage.band.socketUrl(), stage.band.restUrl());
    AgentRuntime runtime = stage.prepared();

    assertThatThrownBy(runtime::start).isInstanceOf(BandRestException.Unauthorized.class);

    assertThat(stage.adapter.life).containsExactly("closed");
    awaitNothingLeft();
  }

  @Test
  void a_socket_refused_for_good_fails_the_start_at_once() throws Exception {
    stage
        .band
        .faults()
        .add(new UpgradeFault(new UpgradeFault.Effect.Refuse(403, null, null), Occasion.ALWAYS));

    Throwable failure = catchThrowable(() -> stage.prepared().start());

    assertThat(failure).isInstanceOf(BandConnectionException.class);
    assertThat(((BandConnectionException) failure).kind())
        .isEqualTo(BandConnectionException.Kind.REFUSED_CREDENTIALS);
    awaitNothingLeft();
  }

  @Test
  void a_limit_on_calls_at_the_start_is_waited_for() throws Exception {
    stage.band.faults().add(RestFault.on("getAgentMe").status(429, Occasion.times(2)));

    AgentRuntime runtime = stage.start();

    assertThat(runtime.state().phase()).isEqualTo(RuntimeState.Phase.RUNNING);
  }

  @Test
  void an_agent_without_a_description_starts() throws Exception {
    RegisteredAgent plain = stage.band.world().directory().addAgent(stage.alice, "Plain", null);
    stage.link =
        options ->
            BandLinkOptions.of(
                plain.id(), plain.apiKey(), stage.band.socketUrl(), stage.band.restUrl());

    AgentRuntime runtime = stage.start();

    assertThat(runtime.identity()).extracting(AgentIdentity::description).isEqualTo("");
  }

  @Test
  void a_second_start_of_the_same_agent_is_refused() throws Exception {
    stage.start();

    assertThatThrownBy(() -> stage.prepared().start())
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("already runs on this host")
        .hasMessageContaining("single_instance=false");
  }

  @Test
  void the_lock_can_be_left_out() throws Exception {
    SingleInstanceLock held = SingleInstanceLock.take(stage.planner.id());
    try (held) {
      stage.config = AgentConfig.defaults().withSingleInstance(false);

      assertThat(stage.start().state().phase()).isEqualTo(RuntimeState.Phase.RUNNING);
    }
  }

  @Test
  void an_agent_that_is_taken_over_stops_and_says_so() throws Exception {
    Room room = stage.room();
    var causes = new CopyOnWriteArrayList<TurnSignal.Cause>();
    stage.adapter.onTurn =
        input -> {
          var raised = new CountDownLatch(1);
          input.signal().onRaised(raised::countDown);
          raised.await();
          causes.add(input.signal().cause());
          return new MessageOutcome.LeftForReplay("told to end");
        };
    AgentRuntime first = stage.start();
    Entry asked = stage.says(room, "work");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);

    stage.config = AgentConfig.defaults().withSingleInstance(false);
    AgentRuntime second = stage.start();

    Termination end = first.awaitEnd();
    assertThat(end.kind()).isEqualTo(Termination.Kind.SUPERSEDED);
    assertThat(end.description()).contains("took over");
    assertThat(causes).contains(TurnSignal.Cause.SHUTTING_DOWN);
    assertThat(asked.delivery(stage.planner.id()).status()).isNotEqualTo(Delivery.Status.PROCESSED);
    assertThat(second.state().connected()).isTrue();
  }

  @Test
  void a_close_that_forbids_to_come_back_ends_the_agent() throws Exception {
    AgentRuntime runtime = stage.start();

    stage.band.sockets().drop(stage.planner, 1008);

    assertThat(runtime.awaitEnd().kind()).isEqualTo(Termination.Kind.POLICY);
    awaitNothingLeft();
  }

  @Test
  void a_stop_lets_running_turns_finish_and_takes_nothing_new() throws Exception {
    Room room = stage.room();
    var finish = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          finish.await();
          return stage.adapter.answer(input);
        };
    AgentRuntime runtime = stage.start();
    stage.says(room, "running");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    stage.says(room, "waiting");
    stage.soon().until(() -> stage.worker(room).lane(Lane.WORK).waiting() == 1);

    var clean = new ArrayList<Boolean>();
    Thread stopping = Thread.ofVirtual().start(() -> clean.add(stopped(runtime, 600)));
    stage.soon().until(() -> runtime.state().phase() == RuntimeState.Phase.STOPPING);
    finish.countDown();

    assertThat(stopping.join(Duration.ofSeconds(60))).isTrue();
    assertThat(clean).containsExactly(true);
    assertThat(stage.answers(room)).containsExactly("You said: @alice/planner running");
    assertThat(stage.band.world().deliveries().next(room, stage.planner)).isNotNull();
  }

  private static boolean stopped(AgentRuntime runtime, int seconds) {
    try {
      return runtime.stop(Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void turns_of_many_rooms_that_do_not_end_share_one_deadline() throws Exception {
    stage.adapter.onTurn =
        input -> {
          new CountDownLatch(1).await();
          return MessageOutcome.processed();
        };
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rooms.add(stage.room());
    }
    AgentRuntime runtime = stage.start();
    List<Entry> asked = rooms.stream().map(room -> stage.says(room, "endless")).toList();
    stage.soon().until(() -> stage.adapter.turns.size() == 30);

    long begun = System.nanoTime();
    boolean clean = runtime.stop(Duration.ofSeconds(2));

    assertThat(clean).isFalse();
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(50));
    assertThat(asked)
        .allSatisfy(
            entry ->
                assertThat(entry.delivery(stage.planner.id()).status())
                    .isEqualTo(Delivery.Status.PROCESSING));
    assertThat(stage.adapter.life).containsExactly("started", "closed");
    awaitNothingLeft();
  }

  @Test
  void a_message_cut_off_by_a_stop_is_answered_by_the_next_start() throws Exception {
    Room room = stage.room();
    stage.adapter.onTurn =
        input -> {
          new CountDownLatch(1).await();
          return MessageOutcome.processed();
        };
    AgentRuntime first = stage.start();
    stage.says(room, "one");
    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    first.stop(null);
    stage.adapter.onTurn = stage.adapter::answer;

    stage.start();

    stage.awaitAllProcessed(room);
    assertThat(stage.answers(room)).hasSize(1);
    assertThat(stage.adapter.turns.getLast().redelivered()).isTrue();
  }

  @Test
  void a_mark_that_is_still_owed_is_sent_before_the_end() throws Exception {
    stage.timing = Stage.quick();
    stage.band.faults().add(RestFault.on("markAgentMessageProcessed").status(500, Occasion.ONCE));
    Room room = stage.room();
    AgentRuntime runtime = stage.start();
    stage.says(room, "one");
    stage.soon().until(() -> stage.band.faults().struck() == 1);

    assertThat(runtime.stop(Duration.ofMinutes(1))).isTrue();

    assertThat(stage.band.world().deliveries().next(room, stage.planner)).isNull();
  }

  @Test
  void a_stop_during_the_start_ends_the_start() throws Exception {
    stage
        .band
        .faults()
        .add(RestFault.on("getAgentMe").delay(Duration.ofMinutes(10), Occasion.ONCE));
    AgentRuntime runtime = stage.prepared();
    var failures = new CopyOnWriteArrayList<Throwable>();
    Thread starting = Thread.ofVirtual().start(() -> failures.add(catchThrowable(runtime::start)));
    stage.soon().until(() -> stage.band.faults().struck() == 1);

    runtime.stop(Duration.ofSeconds(5));

    assertThat(starting.join(Duration.ofSeconds(60))).isTrue();
    assertThat(failures).doesNotContainNull().hasSize(1);
    awaitNothingLeft();
  }

  @Test
  void an_agent_is_started_once() throws Exception {
    AgentRuntime runtime = stage.start();

    assertThatThrownBy(runtime::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_stop_without_a_start_does_nothing() throws Exception {
    assertThat(stage.prepared().stop(Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void an_agent_that_is_taken_over_while_it_starts_fails_the_start_and_says_so() throws Exception {
    stage.config = AgentConfig.defaults().withSingleInstance(false);
    stage
        .band
        .faults()
        .add(RestFault.on("listAgentChats").delay(Duration.ofMinutes(10), Occasion.ONCE));
    AgentRuntime first = stage.prepared();
    var failures = new CopyOnWriteArrayList<Throwable>();
    Thread starting = Thread.ofVirtual().start(() -> failures.add(catchThrowable(first::start)));
    stage.soon().until(() -> stage.band.faults().struck() == 1);

    stage.start();

    assertThat(starting.join(Duration.ofSeconds(60))).isTrue();
    assertThat(failures)
        .singleElement()
        .isInstanceOfSatisfying(
            BandConnectionException.class,
            failure ->
                assertThat(failure.kind()).isEqualTo(BandConnectionException.Kind.SUPERSEDED));
  }
}
