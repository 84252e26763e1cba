package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.MessageOutcome;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Control;
import ai.band.local.world.Entry;
import ai.band.local.world.Room;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Habits of a platform that no description promises, and that must not cost a message. */
class StrangePlatformTest {
  private static final JoinFault.Effect CRASH = new JoinFault.Effect.Refuse("join crashed");
  private static final FrameFault.Effect OMIT = new FrameFault.Effect.Omit();

  private Stage stage = new Stage();

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  private static String chat(Room room) {
    return "chat_room:" + room.id();
  }

  private String control() {
    return "agent_control:" + stage.planner.id();
  }

  private void push(String topic, String event, String payload) {
    int reached = stage.band.sockets().push(topic, event, payload.getBytes(StandardCharsets.UTF_8));
    assertThat(reached).isEqualTo(1);
  }

  private void pushMessage(Room room, String id, String content, String metadata) {
    push(
        chat(room),
        "message_created",
        """
        {"id":"%s","content":"%s","message_type":"text","sender_id":"%s","sender_type":"User",
         "sender_name":null,%s"inserted_at":"2026-05-04T09:15:02Z",
         "updated_at":"2026-05-04T09:15:02Z"}\
        """
            .formatted(id, content, stage.alice.id(), metadata));
  }

  /** Started, and the look for older messages is over. */
  private AgentRuntime startAndSettle(Room room) throws Exception {
    AgentRuntime runtime = stage.start();
    stage.says(room, "first");
    stage.awaitAllProcessed(room);
    stage.soon().until(() -> stage.band.calls().count("getAgentNextMessage") >= 1);
    stage.adapter.turns.clear();
    return runtime;
  }

  /** Written, but the push of the platform is lost. */
  private Entry saysUnheard(Room room, String text) {
    stage.band.faults().add(FrameFault.of("message_created", OMIT, Occasion.ONCE));
    long before = stage.band.faults().struck();
    Entry entry = stage.says(room, text);
    stage.soon().until(() -> stage.band.faults().struck() > before);
    return entry;
  }

  @Nested
  class Topics {
    @Test
    void a_chat_that_stays_down_shows_in_the_state_and_its_room_is_asked() throws Exception {
      Room room = stage.room();
      AgentRuntime runtime = stage.start();
      stage.band.faults().add(new JoinFault("chat_room:", CRASH, Occasion.ALWAYS));

      stage.band.sockets().crashChannel(chat(room));
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 1);
      stage.says(room, "one");
      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(1);

      stage.band.faults().clear();
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 0);
    }

    @Test
    void people_who_come_while_their_topic_is_down_are_told_with_the_next_message()
        throws Exception {
      Room room = stage.room();
      stage.start();
      stage.says(room, "one");
      stage.awaitAllProcessed(room);
      stage.band.faults().add(new JoinFault("room_participants:", CRASH, Occasion.ALWAYS));
      stage.band.sockets().crashChannel("room_participants:" + room.id());
      stage.soon().until(() -> stage.band.faults().struck() > 0);

      var bob = stage.band.world().directory().addPerson("bob", "Bob Hart");
      stage.band.world().rooms().join(room, bob, ai.band.local.world.Role.MEMBER);
      stage.says(room, "two");

      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.turns.getLast().participantsText()).contains("@bob Bob Hart");
    }

    @Test
    void a_play_missed_while_the_control_topic_was_down_is_made_good() throws Exception {
      var raised = new CountDownLatch(1);
      stage.adapter.onTurn =
          input -> {
            try (var ignored = input.signal().onRaised(raised::countDown)) {
              raised.await();
            }
            return new MessageOutcome.LeftForReplay("told to end");
          };
      Room room = stage.room();
      stage.start();
      stage.says(room, "long");
      stage.soon().until(() -> stage.adapter.turns.size() == 1);
      stage.band.world().controls().signal(stage.planner, Control.Mode.STOP, room);
      raised.await();
      stage.adapter.onTurn = stage.adapter::answer;

      stage.band.faults().add(FrameFault.of("agent.control", OMIT, Occasion.ONCE));
      stage.band.world().controls().signal(stage.planner, Control.Mode.PLAY, room);
      stage.band.sockets().crashChannel(control());

      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(1);
    }

    @Test
    void a_room_told_before_rest_knows_it_is_kept() throws Exception {
      AgentRuntime runtime = stage.start();
      stage
          .band
          .faults()
          .add(
              new JoinFault(
                  "chat_room:", new JoinFault.Effect.Refuse("unauthorized"), Occasion.times(2)));
      stage.band.faults().add(RestFault.on("getAgentChat").status(404, Occasion.times(3)));

      Room room = stage.room();
      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      stage.soon().until(() -> runtime.state().roomsWithoutChannel() == 0);
      assertThat(stage.adapter.left).isEmpty();
    }

    @Test
    void a_room_that_never_comes_to_exist_is_forgotten() throws Exception {
      AgentRuntime runtime = stage.start();
      String nowhere = UUID.randomUUID().toString();

      push("agent_rooms:" + stage.planner.id(), "room_added", "{\"id\":\"" + nowhere + "\"}");

      stage.soon().until(() -> stage.adapter.left.contains(nowhere));
      assertThat(runtime.state().rooms()).isZero();
    }

    @Test
    void a_room_named_in_capitals_is_the_same_room() throws Exception {
      Room room = stage.room();
      AgentRuntime runtime = stage.start();

      push(
          "agent_rooms:" + stage.planner.id(),
          "room_added",
          "{\"id\":\"" + room.id().toUpperCase(Locale.ROOT) + "\"}");
      stage.says(room, "hello");

      stage.awaitAllProcessed(room);
      assertThat(runtime.state().rooms()).isEqualTo(1);
      assertThat(stage.answers(room)).hasSize(1);
    }
  }

  @Nested
  class Pushes {
    @Test
    void a_message_that_names_somebody_else_is_not_worked_on() throws Exception {
      Room room = stage.room();
      stage.start();
      long before = stage.band.calls().count("getAgentNextMessage");

      pushMessage(
          room,
          UUID.randomUUID().toString(),
          "@[[" + stage.alice.id() + "]] for you",
          "\"metadata\":{\"mentions\":[{\"id\":\"" + stage.alice.id() + "\"}]},");

      stage.soon().until(() -> stage.band.calls().count("getAgentNextMessage") > before);
      stage.says(room, "for me");
      stage.awaitAllProcessed(room);
      assertThat(stage.adapter.texts()).containsExactly("@alice/planner for me");
      assertThat(stage.band.calls().count("markAgentMessageProcessing")).isEqualTo(1);
    }

    @Test
    void what_the_platform_hands_out_is_answered_whomever_the_push_names() throws Exception {
      Room room = stage.room();
      startAndSettle(room);
      Entry entry = saysUnheard(room, "one");

      pushMessage(room, entry.id(), "@planner one", "\"metadata\":{\"mentions\":[]},");

      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"metadata\":null,", "\"metadata\":{\"mentions\":null},"})
    void a_message_whose_mentions_are_missing_is_answered(String metadata) throws Exception {
      Room room = stage.room();
      startAndSettle(room);
      Entry entry = saysUnheard(room, "one");

      pushMessage(room, entry.id(), "", metadata);

      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(2);
    }

    @Test
    void the_same_message_in_capitals_is_a_copy() throws Exception {
      Room room = stage.room();
      var go = new CountDownLatch(1);
      stage.adapter.onTurn =
          input -> {
            go.await();
            return stage.adapter.answer(input);
          };
      AgentRuntime runtime = stage.start();
      Entry entry = stage.says(room, "one");
      stage.soon().until(() -> stage.adapter.turns.size() == 1);

      pushMessage(room, entry.id().toUpperCase(Locale.ROOT), "one", "");
      stage.soon().until(() -> runtime.state().duplicates() >= 1);
      go.countDown();
      stage.awaitAllProcessed(room);
      long before = runtime.state().duplicates();
      pushMessage(room, entry.id().toUpperCase(Locale.ROOT), "one", "");
      stage.soon().until(() -> runtime.state().duplicates() > before);

      assertThat(stage.answers(room)).hasSize(1);
    }

    @Test
    void a_message_of_more_than_a_mebibyte_is_answered() throws Exception {
      Room room = stage.room();
      stage.adapter.onTurn =
          input -> {
            stage.adapter.reply(input, "read " + (input.message().content().length() > 2 << 20));
            return MessageOutcome.processed();
          };
      startAndSettle(room);
      Entry entry = saysUnheard(room, "one");

      pushMessage(room, entry.id(), "x".repeat(3 << 20), "");

      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).containsExactly("read false", "read true");
    }
  }

  @Nested
  class Answers {
    @ParameterizedTest
    @ValueSource(ints = {403, 404, 409, 422, 204})
    void a_claim_that_is_refused_leaves_the_message_to_be_found_again(int status) throws Exception {
      stage.session = Stage.lookingEvery(Duration.ofMillis(200));
      stage
          .band
          .faults()
          .add(RestFault.on("markAgentMessageProcessing").status(status, Occasion.ONCE));
      Room room = stage.room();
      stage.start();

      stage.says(room, "one");

      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(1);
      assertThat(stage.adapter.left).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409, 422})
    void a_mark_that_finds_nothing_open_is_not_repeated(int status) throws Exception {
      Room room = stage.room();
      stage.start();
      stage
          .band
          .faults()
          .add(RestFault.on("markAgentMessageProcessed").status(status, Occasion.ONCE));

      stage.says(room, "one");
      stage.soon().until(() -> stage.band.calls().count("markAgentMessageProcessed") == 1);
      stage.says(room, "two");

      stage.soon().until(() -> stage.answers(room).size() == 2);
      stage.soon().until(() -> stage.band.calls().count("markAgentMessageProcessed") == 2);
    }

    @Test
    void an_oldest_message_that_never_goes_away_hides_nothing_and_costs_one_look_at_a_time()
        throws Exception {
      String stuck =
          """
          {"data":{"id":"%s","content":"stuck","message_type":"text","sender_id":"%s",
           "sender_type":"User","inserted_at":"2026-05-04T09:15:02Z",
           "updated_at":"2026-05-04T09:15:02Z"}}\
          """
              .formatted(UUID.randomUUID(), stage.alice.id());
      stage
          .band
          .faults()
          .add(
              RestFault.on("getAgentNextMessage")
                  .with(new RestFault.Effect.Status(200, null, stuck), Occasion.ALWAYS));
      Room room = stage.room();
      stage.says(room, "before");
      stage.start();
      stage.says(room, "after");

      stage.soon().until(() -> stage.answers(room).size() == 2);
      // One look at the start, one after the join; each look claims the stuck one at most once.
      assertThat(stage.band.calls().count("getAgentNextMessage")).isLessThan(10);
      assertThat(stage.band.calls().count("markAgentMessageProcessing")).isLessThan(12);
    }

    @Test
    void a_list_whose_cursor_leads_in_a_circle_is_left() throws Exception {
      Room room = stage.room();
      String page = "{\"data\":[],\"metadata\":{\"next_cursor\":\"again\",\"has_more\":true}}";
      stage
          .band
          .faults()
          .add(
              RestFault.on("listAgentMessages")
                  .with(new RestFault.Effect.Status(200, null, page), Occasion.ALWAYS));
      stage.says(room, "one");

      stage.start();

      stage.awaitAllProcessed(room);
      assertThat(stage.band.calls().count("listAgentMessages")).isLessThan(10);
    }
  }

  @Nested
  @Timeout(600)
  class Silence {
    @Test
    void joins_that_are_never_answered_do_not_keep_the_rooms_from_being_looked_at()
        throws Exception {
      stage.link =
          options ->
              options.withSocket(
                  PhoenixOptions.builder()
                      .joinTimeout(Duration.ofSeconds(2))
                      .joinParallelism(1)
                      .reconnect(ReconnectSettings.constant(Duration.ofMillis(50)))
                      .build());
      Room room = stage.room();
      for (int i = 0; i < 200; i++) {
        stage.room();
      }
      AgentRuntime runtime = stage.start();
      stage.soon().until(() -> stage.band.sockets().topics(stage.planner).size() == 404);
      stage
          .band
          .faults()
          .add(new JoinFault("room_participants:", new JoinFault.Effect.Ignore(), Occasion.ALWAYS));

      stage.band.goDown();
      stage.soon().until(() -> !runtime.state().connected());
      stage.says(room, "meanwhile");
      stage.band.comeBack();

      // All those joins take minutes, and so does the next look of the room.
      stage.awaitAllProcessed(room);
      assertThat(stage.answers(room)).hasSize(1);
    }

    @Test
    void a_platform_that_does_not_answer_does_not_hold_up_the_stop() throws Exception {
      stage.link =
          options ->
              options.withSocket(
                  PhoenixOptions.builder().leaveTimeout(Duration.ofMinutes(5)).build());
      stage.room();
      AgentRuntime runtime = stage.start();
      stage.band.faults().add(new FrameFault("*", null, OMIT, Occasion.ALWAYS));

      boolean clean = runtime.stop(Duration.ofMinutes(10));

      assertThat(clean).isTrue();
      stage.soon().until(() -> !stage.band.sockets().connected(stage.planner));
    }
  }

  @Nested
  class Ends {
    @Test
    void a_turn_that_waits_for_a_person_does_not_hold_up_the_stop() throws Exception {
      var told = new CountDownLatch(1);
      stage.adapter.onTurn =
          input -> {
            try (var ignored = input.signal().onRaised(told::countDown)) {
              told.await();
            }
            return new MessageOutcome.LeftForReplay("told to end");
          };
      Room room = stage.room();
      AgentRuntime runtime = stage.start();
      stage.says(room, "may I?");
      stage.soon().until(() -> stage.adapter.turns.size() == 1);
      stage.adapter.waiting.add(room.id());

      // Only the sight of the waiting turn can end it: the deadline is far away.
      boolean clean = runtime.stop(Duration.ofMinutes(10));

      assertThat(told.getCount()).isZero();
      assertThat(clean).isFalse();
      assertThat(stage.band.world().deliveries().next(room, stage.planner)).isNotNull();
    }
  }
}
