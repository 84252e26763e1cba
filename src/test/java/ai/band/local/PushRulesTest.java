package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Control;
import ai.band.local.world.Role;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who hears what. */
class PushRulesTest {
  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void an_agent_hears_only_texts_that_mention_it() {
    try (var socket = stage.socket()) {
      socket.join("1", "chat_room:" + stage.room.id());
      stage.world.messages().post(stage.room, stage.alice, "for the other", stage.weather);
      stage.world.messages().post(stage.room, stage.planner, "from me", stage.alice);
      stage.world.messages().postEvent(stage.room, stage.weather, "thought", "hm", null);
      socket.expectNothing();

      stage.world.messages().post(stage.room, stage.weather, "for you", stage.planner);

      assertThat(socket.next()).contains("\"message_created\"").contains("for you");
      socket.expectNothing(); // no message_updated either
    }
  }

  @Test
  void a_person_hears_everything_with_every_change() {
    try (var agent = stage.socket();
        var person = RawSocket.connect(stage.band, stage.alice.apiKey())) {
      agent.join("1", "chat_room:" + stage.room.id());
      person.join("1", "chat_room:" + stage.room.id());
      var asked = stage.asks("hello");
      assertThat(person.next()).contains("\"message_created\"");
      assertThat(person.next())
          .contains("\"message_updated\"")
          .contains("\"status\":\"delivered\"");
      stage.planner().post(stage.mark(asked, "processing"));
      assertThat(person.next()).contains("\"current_attempt\":1");
      stage.world.messages().postEvent(stage.room, stage.planner, "thought", "hm", null);
      assertThat(person.next()).contains("\"event_created\"").contains("\"thought\"");
      stage.world.messages().delete(stage.room, stage.alice, asked.id());
      person.expect(
          "[null,null,\"chat_room:%s\",\"message_deleted\",{\"id\":\"%s\"}]"
              .formatted(stage.room.id(), asked.id()));
    }
  }

  @Test
  void coming_and_going_is_told_to_the_one_and_to_the_room() {
    try (var socket = stage.socket();
        var person = RawSocket.connect(stage.band, stage.bob.apiKey())) {
      socket.join("1", "room_participants:" + stage.room.id());
      person.join("1", "user_rooms:" + stage.bob.id());

      var bob = stage.world.rooms().join(stage.room, stage.bob, Role.MEMBER);
      assertThat(person.next()).contains("\"room_added\"").contains(stage.room.id());
      assertThat(socket.next())
          .contains("\"participant_added\"")
          .contains("\"handle\":\"bob\"")
          .contains("\"role\":\"member\"");

      stage.world.rooms().leave(stage.room, bob);
      assertThat(person.next()).contains("\"room_removed\"");
      assertThat(socket.next()).contains("\"participant_removed\"").contains(stage.bob.id());

      stage.world.rooms().delete(stage.room);
      socket.expect(
          "[null,null,\"room_participants:%s\",\"room_deleted\",{\"id\":\"%s\"}]"
              .formatted(stage.room.id(), stage.room.id()));
    }
  }

  @Test
  void who_left_hears_nothing_more_on_a_channel_that_is_still_joined() {
    try (var socket = stage.socket()) {
      socket.join("1", "agent_rooms:" + stage.planner.id());
      socket.join("2", "chat_room:" + stage.room.id());
      socket.join("3", "room_participants:" + stage.room.id());
      var planner = Objects.requireNonNull(stage.room.participant(stage.planner.id()));
      stage.world.rooms().leave(stage.room, planner);
      assertThat(socket.next()).contains("\"room_removed\"");

      stage.world.messages().post(stage.room, stage.alice, "secret", stage.weather);
      stage.world.rooms().join(stage.room, stage.bob, Role.MEMBER);

      socket.expectNothing();
    }
  }

  @Test
  void an_agent_hears_of_a_room_that_it_creates_itself() {
    try (var socket = stage.socket()) {
      socket.join("1", "agent_rooms:" + stage.planner.id());
      String id =
          stage.planner().post("/api/v1/agent/chats", "{'chat':{'title':'Own'}}").text("/data/id");
      assertThat(socket.next()).contains("\"room_added\",{\"id\":\"" + id + "\"");
    }
  }

  @Test
  void a_control_signal_can_come_twice_with_one_correlation_id() {
    try (var socket = stage.socket()) {
      socket.join("1", "agent_control:" + stage.planner.id());
      Control control = stage.world.controls().signal(stage.planner, Control.Mode.PLAY, null);
      String first = socket.next();
      stage.world.controls().repeat(control);

      assertThat(first)
          .contains("\"agent.control\"")
          .contains("\"scope\":\"agent\"")
          .contains("\"room_id\":null")
          .contains(control.correlationId());
      assertThat(socket.next()).isEqualTo(first);
    }
  }

  @Test
  void topics_belong_to_their_owners() {
    var stranger = stage.world.directory().addAgent(stage.bob, "Spy", null);
    String[] forbidden = {
      "agent_control:" + stage.planner.id(),
      "chat_room:" + stage.room.id(),
      "room_participants:" + stage.room.id(),
      "room_tasks:" + stage.room.id(),
      "user_rooms:" + stage.bob.id(),
      "chat_room:unknown"
    };
    try (var socket = RawSocket.connect(stage.band, stranger.apiKey())) {
      for (String topic : forbidden) {
        socket.send("[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic));
        assertThat(socket.next()).as(topic).contains("\"unauthorized\"");
      }
    }
    try (var person = RawSocket.connect(stage.band, stage.alice.apiKey())) {
      person.send("[\"1\",\"1\",\"agent_rooms:%s\",\"phx_join\",{}]".formatted(stage.planner.id()));
      assertThat(person.next()).contains("\"unauthorized\"");
      person.join("2", "tasks:" + stage.alice.id());
    }
  }
}
