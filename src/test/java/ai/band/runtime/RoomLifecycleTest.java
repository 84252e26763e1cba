package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.api.AgentConfig;
import ai.band.api.HistoryEntry;
import ai.band.api.MessageOutcome;
import ai.band.api.SessionConfig;
import ai.band.api.TurnSignal;
import ai.band.local.LocalBandOptions;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.socket.SocketSettings;
import ai.band.local.world.Person;
import ai.band.local.world.Role;
import ai.band.local.world.Room;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rooms that come and go, who is in them, and what happened in them before. */
class RoomLifecycleTest {
  private Stage stage = new Stage();

  RoomLifecycleTest() {
    stage.link = DeliveryFaultsTest::impatient;
  }

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  private void remove(Room room) {
    stage.band.world().rooms().remove(room, stage.alice, stage.planner.id());
  }

  @Nested
  class Membership {
    @Test
    void a_room_left_during_a_turn_ends_the_turn_and_is_forgotten() throws Exception {
      Room room = stage.room();
      var causes = new CopyOnWriteArrayList<TurnSignal.Cause>();
      stage.adapter.onTurn =
          input -> {
            var raised = new CountDownLatch(1);
            input.signal().onRaised(raised::countDown);
            raised.await();
            causes.add(input.signal().cause());
            return MessageOutcome.failedForNow("the room is gone");
          };
      AgentRuntime runtime = stage.start();
      stage.says(room, "work");
      stage.soon().until(() -> stage.adapter.turns.size() == 1);

      remove(room);

      stage.soon().until(() -> stage.adapter.left.contains(room.id()));
      stage.soon().until(() -> causes.equals(List.of(TurnSignal.Cause.ROOM_LEFT)));
      assertThat(runtime.state().rooms()).isZero();
      assertThat(stage.answers(room)).isEmpty();
    }

    @Test
    void a_room_that_is_joined_again_replays_what_was_not_finished() throws Exception {
      Room room = stage.room();
      stage.adapter.onTurn =
          input -> {
            if (stage.adapter.turns.size() > 1) {
              return stage.adapter.answer(input);
            }
            var raised = new CountDownLatch(1);
            input.signal().onRaised(raised::countDown);
            raised.await();
            return new MessageOutcome.LeftForReplay("the room is gone");
          };
      stage.start();
      stage.says(room, "work");
      stage.soon().until(() -> stage.adapter.turns.size() == 1);

      remove(room);
      stage.band.world().rooms().add(room, stage.alice, stage.planner, Role.MEMBER);

      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(1);
      assertThat(stage.adapter.joined).hasSize(2);
      assertThat(stage.adapter.left).hasSize(1);
    }

    @Test
    void a_deleted_room_is_forgotten() throws Exception {
      Room room = stage.room();
      AgentRuntime runtime = stage.start();

      stage.band.world().rooms().delete(room);

      stage.soon().until(() -> runtime.state().rooms() == 0);
      stage.soon().until(() -> stage.adapter.left.equals(List.of(room.id())));
    }

    @Test
    void rooms_that_came_and_went_during_an_outage_are_noticed() throws Exception {
      Room gone = stage.room();
      stage.start();
      stage.band.goDown();
      remove(gone);
      Room fresh = stage.room();
      stage.says(fresh, "hello");

      stage.band.comeBack();

      stage.awaitAllProcessed(fresh);
      stage.soon().until(() -> stage.adapter.left.contains(gone.id()));
      assertThat(stage.answers(fresh)).hasSize(1);
    }

    @Test
    void a_room_that_a_listing_leaves_out_is_kept_while_it_exists() throws Exception {
      Room room = stage.room();
      AgentRuntime runtime = stage.start();
      stage
          .band
          .faults()
          .add(
              RestFault.on("listAgentChats")
                  .with(
                      new RestFault.Effect.Status(200, null, "{\"data\":[],\"metadata\":{}}"),
                      Occasion.ONCE));

      stage.band.sockets().drop(stage.planner, null);
      stage.soon().until(() -> stage.band.calls().count("getAgentChat") > 0);
      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.left).isEmpty();
      assertThat(runtime.state().rooms()).isEqualTo(1);
    }

    @Test
    void rooms_that_cannot_be_listed_at_the_start_are_listed_later() throws Exception {
      stage.band.faults().add(RestFault.on("listAgentChats").status(500, Occasion.times(2)));
      Room room = stage.room();
      stage.says(room, "hello");

      stage.start();

      stage.awaitAllProcessed(room);
    }

    @Test
    void rooms_of_before_the_start_are_left_out_when_told_so() throws Exception {
      stage.config = AgentConfig.defaults().withAutoSubscribeExistingRooms(false);
      Room old = stage.room();
      stage.says(old, "hello");
      AgentRuntime runtime = stage.start();

      Room fresh = stage.room();
      stage.says(fresh, "hello");

      stage.awaitAllProcessed(fresh);
      assertThat(runtime.state().rooms()).isEqualTo(1);
      assertThat(stage.answers(old)).isEmpty();
    }
  }

  @Nested
  class Channels {
    @Test
    void a_room_whose_join_is_refused_for_a_while_is_served_all_the_same() throws Exception {
      stage
          .band
          .faults()
          .add(
              new JoinFault(
                  "chat_room:", new JoinFault.Effect.Refuse("unauthorized"), Occasion.times(2)));
      Room room = stage.room();
      AgentRuntime runtime = stage.start();

      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 0);
    }

    @Test
    void a_room_is_joined_although_the_platform_is_slow_to_tell_of_refused_ones() throws Exception {
      stage.link =
          options ->
              options.withRest(
                  options.rest().withTimeouts(Duration.ofSeconds(30), Duration.ofMinutes(10)));
      int refused = 8; // as many as are joined at a time
      var told = new CountDownLatch(1);
      stage
          .band
          .faults()
          .add(
              new JoinFault(
                  "chat_room:",
                  new JoinFault.Effect.Refuse("unauthorized"),
                  Occasion.times(refused)));
      stage
          .band
          .faults()
          .add(RestFault.on("getAgentChat").with(new RestFault.Effect.Hold(told), Occasion.ALWAYS));
      AgentRuntime runtime = stage.start();
      for (int i = 0; i < refused; i++) {
        stage.room();
      }
      stage.soon().until(() -> stage.band.faults().struck() >= 2 * refused);

      Room another = stage.room();

      stage
          .soon()
          .atMost(Duration.ofSeconds(45)) // the calls are held for a minute
          .until(
              () -> {
                RoomWorker worker = runtime.room(another.id());
                return worker != null && worker.channel().chat();
              });
      told.countDown();
    }

    @Test
    void a_channel_closed_by_the_server_is_joined_again() throws Exception {
      Room room = stage.room();
      AgentRuntime runtime = stage.start();

      stage.band.sockets().closeChannel("chat_room:" + room.id());
      stage.soon().until(() -> stage.worker(room).channel().chat());
      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 0);
    }

    @Test
    void rooms_beyond_the_limit_of_channels_are_served_by_asking() throws Exception {
      stage.close();
      stage = new Stage(limitedTo(6));
      List<Room> rooms = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        rooms.add(stage.room());
      }
      AgentRuntime runtime = stage.start();

      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 3);
      for (Room room : rooms) {
        stage.says(room, "hello");
      }

      for (Room room : rooms) {
        stage.awaitAllProcessed(room);
        assertThat(stage.answers(room)).hasSize(1);
      }
    }

    @Test
    void without_a_channel_the_participants_are_read_before_each_turn() throws Exception {
      stage.close();
      stage = new Stage(limitedTo(3));
      Room room = stage.room();
      stage.start();
      stage.says(room, "one");
      stage.awaitAllProcessed(room);
      Person bob = stage.band.world().directory().addPerson("bob", "Bob Hart");

      stage.band.world().rooms().join(room, bob, Role.MEMBER);
      stage.says(room, "two");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.turns.getLast().participantsText()).contains("@bob Bob Hart");
    }

    @Test
    void a_place_that_becomes_free_is_used() throws Exception {
      stage.close();
      stage = new Stage(limitedTo(3));
      Room first = stage.room();
      Room second = stage.room();
      AgentRuntime runtime = stage.start();
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 1);
      Room joined = stage.worker(first).channel().chat() ? first : second;

      remove(joined);

      stage.soon().until(() -> runtime.state().rooms() == 1);
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 0);
    }

    private LocalBandOptions limitedTo(int channels) {
      SocketSettings usual = SocketSettings.DEFAULTS;
      return LocalBandOptions.DEFAULTS.withSockets(
          new SocketSettings(
              usual.phoenix(),
              channels,
              usual.idleTimeout(),
              usual.idleCloseCode(),
              usual.joinRefInPushes(),
              usual.announceSupersede()));
    }
  }

  @Nested
  class People {
    @Test
    void who_is_in_the_room_is_told_once_and_again_after_a_change() throws Exception {
      Room room = stage.room();
      stage.start();

      stage.says(room, "one");
      stage.awaitAllProcessed(room);
      stage.says(room, "two");
      stage.awaitAllProcessed(room);
      Person bob = stage.band.world().directory().addPerson("bob", "Bob Hart");
      stage.band.world().rooms().join(room, bob, Role.MEMBER);
      stage.soon().until(() -> stage.worker(room).view().participants().size() == 3);
      stage.says(room, "three");
      stage.awaitAllProcessed(room);

      List<String> told =
          stage.adapter.turns.stream()
              .map(input -> String.valueOf(input.participantsText()))
              .toList();
      assertThat(told.get(0))
          .contains("@alice Alice Example (User)", "@alice/planner Planner (Agent)");
      assertThat(told.get(1)).isEqualTo("null");
      assertThat(told.get(2)).contains("@bob Bob Hart (User)");
    }

    @Test
    void what_was_not_delivered_is_told_again() throws Exception {
      Room room = stage.room();
      stage.adapter.onTurn = input -> MessageOutcome.failedForNow("not now");
      stage.start();
      stage.says(room, "one");
      stage.soon().until(() -> stage.adapter.turns.size() >= 2);
      stage.adapter.onTurn = stage.adapter::answer;

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.turns)
          .allSatisfy(input -> assertThat(input.participantsText()).isNotNull());
    }

    @Test
    void participants_that_cannot_be_read_are_read_with_the_next_message() throws Exception {
      stage.band.faults().add(RestFault.on("listAgentChatParticipants").status(500, Occasion.ONCE));
      Room room = stage.room();
      stage.start();

      stage.says(room, "one");
      stage.awaitAllProcessed(room);
      stage.says(room, "two");
      stage.awaitAllProcessed(room);

      assertThat(stage.answers(room)).hasSize(2);
      assertThat(stage.adapter.turns.get(0).participantsText()).isNull();
      assertThat(stage.adapter.turns.get(1).participantsText()).contains("@alice");
    }

    @Test
    void listeners_hear_who_comes_and_goes_and_may_fail() throws Exception {
      var heard = new CopyOnWriteArrayList<String>();
      stage.onAdded =
          (room, participant) -> {
            heard.add("+" + participant.name());
            throw new IllegalStateException("a fault of the listener");
          };
      stage.onRemoved = (room, participant) -> heard.add("-" + participant.name());
      Room room = stage.room();
      stage.start();
      Person bob = stage.band.world().directory().addPerson("bob", "Bob Hart");

      stage.band.world().rooms().join(room, bob, Role.MEMBER);
      stage.band.world().rooms().remove(room, stage.alice, bob.id());

      stage.soon().until(() -> heard.equals(List.of("+Bob Hart", "-Bob Hart")));
      stage.says(room, "still here");
      stage.awaitAllProcessed(room);
    }

    @Test
    void mention_tokens_become_handles() throws Exception {
      Room room = stage.room();
      stage.start();

      stage.says(room, "ask @alice about it");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.texts()).containsExactly("@alice/planner ask @alice about it");
    }
  }

  @Nested
  class History {
    private final List<List<HistoryEntry>> read = new CopyOnWriteArrayList<>();

    private void readHistoryInEveryTurn() {
      stage.adapter.onTurn =
          input -> {
            read.add(input.room().historyBefore(input.message().id()));
            return stage.adapter.answer(input);
          };
    }

    private Room roomWithAPast(int messages) {
      Room room = stage.room();
      for (int i = 0; i < messages; i++) {
        stage.band.world().messages().post(room, stage.planner, "@alice line " + i, stage.alice);
      }
      return room;
    }

    @Test
    void a_long_history_is_read_to_its_end_and_the_newest_entries_are_kept() throws Exception {
      readHistoryInEveryTurn();
      Room room = roomWithAPast(270);
      stage.start();

      stage.says(room, "what did you say?");

      stage.awaitAllProcessed(room);
      List<HistoryEntry> history = read.getFirst();
      assertThat(history).hasSize(100);
      assertThat(history.getLast().content()).isEqualTo("@alice line 269");
      assertThat(history.getFirst().content()).isEqualTo("@alice line 170");
    }

    @Test
    void only_what_was_before_the_message_counts() throws Exception {
      readHistoryInEveryTurn();
      Room room = roomWithAPast(3);
      stage.says(room, "first");
      stage.says(room, "second");

      stage.start();

      stage.awaitAllProcessed(room);
      assertThat(read.get(0)).hasSize(3);
      assertThat(read.get(1)).extracting(HistoryEntry::content).contains("@alice/planner first");
    }

    @Test
    void a_failed_load_is_never_an_empty_past() throws Exception {
      readHistoryInEveryTurn();
      stage.band.faults().add(RestFault.on("getAgentChatContext").status(500, Occasion.ONCE));
      Room room = roomWithAPast(3);
      stage.start();

      stage.says(room, "what did you say?");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.turns).hasSize(2);
      assertThat(read).singleElement().satisfies(history -> assertThat(history).hasSize(3));
    }

    @Test
    void without_hydration_there_is_none() throws Exception {
      stage.session = SessionConfig.builder().enableContextHydration(false).build();
      readHistoryInEveryTurn();
      Room room = roomWithAPast(3);
      stage.start();

      stage.says(room, "what did you say?");

      stage.awaitAllProcessed(room);
      assertThat(read.getFirst()).isEmpty();
      assertThat(stage.band.calls().count("getAgentChatContext")).isZero();
    }

    @Test
    void an_adapter_hears_when_the_platform_cannot_be_asked() throws Exception {
      Room room = roomWithAPast(1);
      stage.start();
      stage.band.faults().add(RestFault.on("getAgentChatContext").status(500, Occasion.ALWAYS));

      RoomWorker worker = Objects.requireNonNull(stage.worker(room));

      assertThatThrownBy(() -> worker.view().historyBefore("none"))
          .isInstanceOf(BandRestException.ServerFailed.class);
    }
  }

  @Nested
  class Preprocessing {
    @Test
    void a_message_can_be_changed() throws Exception {
      stage.preprocessor = (message, room) -> message.withContent("changed");
      Room room = stage.room();
      stage.start();

      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.texts()).containsExactly("changed");
    }

    @Test
    void a_message_that_is_filtered_out_counts_as_processed() throws Exception {
      stage.preprocessor = (message, room) -> null;
      Room room = stage.room();
      stage.start();

      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.turns).isEmpty();
    }
  }

  @Test
  void the_state_of_work_is_repeated_while_a_turn_runs() throws Exception {
    stage.session =
        SessionConfig.builder()
            .workingKeepAlive(Duration.ofMillis(600))
            .workingRequestTimeout(Duration.ofMillis(590))
            .build();
    Room room = stage.room();
    var enough = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          enough.await();
          return stage.adapter.answer(input);
        };
    stage.start();
    stage.says(room, "work");

    stage.soon().until(() -> reports(room).size() >= 3);
    enough.countDown();

    stage.awaitAllProcessed(room);
    stage.soon().until(() -> !reports(room).getLast());
    assertThat(reports(room).subList(0, 3)).containsOnly(true);
  }

  @Test
  void the_state_of_work_is_not_repeated_for_ever_when_told_so() throws Exception {
    stage.session =
        SessionConfig.builder()
            .workingKeepAlive(Duration.ofMillis(1_000))
            .workingRequestTimeout(Duration.ofMillis(990))
            .maxWorkingState(Duration.ofMillis(1))
            .build();
    Room room = stage.room();
    var enough = new CountDownLatch(1);
    stage.adapter.onTurn =
        input -> {
          stage.soon().until(() -> reports(room).contains(true));
          assertThat(enough.await(1_300, TimeUnit.MILLISECONDS)).isFalse();
          return stage.adapter.answer(input);
        };
    stage.start();

    stage.says(room, "work");

    stage.awaitAllProcessed(room);
    stage.soon().until(() -> !reports(room).getLast());
    assertThat(reports(room)).containsExactly(true, false);
  }

  @Test
  void the_state_of_work_can_be_switched_off() throws Exception {
    stage.session = SessionConfig.builder().enableWorkingState(false).build();
    Room room = stage.room();
    stage.start();

    stage.says(room, "work");

    stage.awaitAllProcessed(room);
    assertThat(reports(room)).isEmpty();
  }

  private List<Boolean> reports(Room room) {
    return stage.band.world().controls().reports(room, stage.planner).stream()
        .map(report -> report.working())
        .toList();
  }
}
