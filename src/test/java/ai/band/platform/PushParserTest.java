package ai.band.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.platform.rest.ChatParticipant;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Which payloads are events, and what happens to the others. */
class PushParserTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ROOM = "room-1";

  private static final String MESSAGE =
      """
      {"id":"m","content":"hi","message_type":"text","sender_id":"u","sender_type":"User",
       "sender_name":"Alice","chat_room_id":"room-1","thread_id":null,
       "metadata":{"mentions":[{"id":"a"}],"status":"sent"},
       "inserted_at":"2026-05-04T09:15:02.5Z","updated_at":"2026-05-04T09:15:02Z","new":1}\
      """;

  private final PushParser parser = new PushParser();

  /** Event, room of the topic, whole payload, required keys. */
  static Stream<Arguments> pushes() {
    return Stream.of(
        Arguments.of(
            "message_created",
            ROOM,
            MESSAGE,
            List.of(
                "id",
                "content",
                "message_type",
                "sender_id",
                "sender_type",
                "inserted_at",
                "updated_at")),
        Arguments.of(
            "participant_added",
            ROOM,
            "{\"id\":\"p\",\"name\":\"Bot\",\"type\":\"Agent\",\"handle\":\"alice/bot\",\"role\":\"member\"}",
            List.of("id", "name", "type")),
        Arguments.of(
            "participant_removed", ROOM, "{\"id\":\"p\",\"type\":\"Agent\"}", List.of("id")),
        Arguments.of("room_deleted", ROOM, "{\"id\":\"room-1\"}", List.of("id")),
        Arguments.of("task_updated", ROOM, "{\"id\":\"t\",\"number\":3}", List.of()),
        Arguments.of(
            "room_added",
            null,
            "{\"id\":\"r\",\"title\":\"T\",\"task_id\":null,\"inserted_at\":\"2026-05-04T09:12:44Z\"}",
            List.of("id")),
        Arguments.of("room_removed", null, "{\"id\":\"r\",\"status\":\"removed\"}", List.of("id")),
        Arguments.of(
            "contact_request_received",
            null,
            """
            {"id":"c","from_handle":"bob","from_name":"Bob","message":"hi","status":"pending",
             "inserted_at":"2026-05-06T10:00:00Z"}\
            """,
            List.of("id", "from_handle", "status", "inserted_at")),
        Arguments.of(
            "contact_request_updated",
            null,
            "{\"id\":\"c\",\"status\":\"approved\"}",
            List.of("id", "status")),
        Arguments.of(
            "contact_added",
            null,
            """
            {"id":"k","handle":"bob","name":"Bob","type":"User","description":"d","is_remote":true,
             "listed_in_directory":false,"tags":["x"],"inserted_at":"2026-05-06T10:01:00Z"}\
            """,
            List.of("id", "handle", "type", "inserted_at")),
        Arguments.of("contact_removed", null, "{\"id\":\"k\"}", List.of("id")));
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void a_whole_payload_is_an_event(String event, String room, String payload) {
    assertThat(parser.event(room, event, json(payload)))
        .isNotNull()
        .isNotInstanceOf(PlatformEvent.ResyncNeeded.class);
    assertThat(parser.malformed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void only_what_is_required_must_be_there(
      String event, String room, String payload, List<String> required) {
    var node = json(payload);
    node.propertyNames().stream()
        .filter(key -> !required.contains(key))
        .toList()
        .forEach(node::remove);

    assertThat(parser.event(room, event, node))
        .isNotNull()
        .isNotInstanceOf(PlatformEvent.ResyncNeeded.class);
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void a_payload_without_something_required_is_dropped(
      String event, String room, String payload, List<String> required) {
    for (var key : required) {
      var without = json(payload);
      without.remove(key);
      var wrong = json(payload);
      wrong.putArray(key);

      assertThat(parser.event(room, event, without)).isEqualTo(afterDrop(event, room));
      assertThat(parser.event(room, event, wrong)).isEqualTo(afterDrop(event, room));
      assertThat(parser.event(room, event, json(payload).putNull(key)))
          .isEqualTo(afterDrop(event, room));
    }
    assertThat(parser.malformed()).isEqualTo(3L * required.size());
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void something_optional_of_the_wrong_type_does_no_harm(
      String event, String room, String payload, List<String> required) {
    var node = json(payload);
    node.propertyNames().stream()
        .filter(key -> !required.contains(key))
        .toList()
        .forEach(key -> node.set(key, MAPPER.createArrayNode().add(7)));

    assertThat(parser.event(room, event, node)).isNotNull();
    assertThat(parser.malformed()).isZero();
  }

  @Test
  void a_message_is_read_in_full() {
    var event = message(json(MESSAGE));

    var message = event.message();
    assertThat(event.roomId()).isEqualTo(ROOM);
    assertThat(message.senderName()).isEqualTo("Alice");
    assertThat(message.mentions("a")).isTrue();
    assertThat(message.insertedAt()).isEqualTo(Instant.parse("2026-05-04T09:15:02.5Z"));
  }

  @Test
  void a_message_belongs_to_the_room_of_its_topic() {
    var payload = json(MESSAGE).put("chat_room_id", "somewhere-else");

    var event = message(payload);

    assertThat(event.roomId()).isEqualTo(ROOM);
  }

  @Test
  void a_time_that_makes_no_sense_does_not_cost_the_message() {
    var payload = json(MESSAGE).put("inserted_at", "yesterday");

    var event = message(payload);

    assertThat(event.message().insertedAt()).isNull();
  }

  @Test
  void a_participant_is_external_by_either_name() {
    for (var key : List.of("is_external", "is_remote")) {
      var payload = json("{\"id\":\"p\",\"name\":\"Bot\",\"type\":\"Agent\"}").put(key, true);
      assertThat(parser.event(ROOM, "participant_added", payload))
          .isEqualTo(
              new PlatformEvent.ParticipantAdded(
                  ROOM, new ChatParticipant("p", "Agent", "", "", "Bot", null, null, true)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"message_updated", "event_created", "message_deleted", "brand_new", ""})
  void an_unknown_event_is_ignored(String event) {
    assertThat(parser.event(ROOM, event, json("{\"id\":\"x\"}"))).isNull();
    assertThat(parser.malformed()).isZero();
  }

  @Test
  void a_control_signal_is_read() {
    var signal =
        parser.control(
            json(
                """
                {"type":"agent.control","mode":"stop","scope":"room","agent_id":"a",
                 "execution_id":null,"room_id":"r","reason":"user_requested",
                 "correlation_id":"ctl-1"}\
                """));

    assertThat(signal)
        .isEqualTo(
            new ControlSignal(
                ControlSignal.Mode.STOP,
                ControlSignal.Scope.ROOM,
                "a",
                null,
                "r",
                "user_requested",
                "ctl-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mode\":\"pause\",\"scope\":\"agent\",\"agent_id\":\"a\"}",
        "{\"mode\":\"stop\",\"scope\":\"world\",\"agent_id\":\"a\"}",
        "{\"mode\":\"stop\",\"scope\":\"agent\"}",
        "{\"mode\":7,\"scope\":\"agent\",\"agent_id\":\"a\"}",
        "{}"
      })
  void a_control_signal_that_cannot_be_read_is_dropped(String payload) {
    assertThat(parser.control(json(payload))).isNull();
    assertThat(parser.malformed()).isEqualTo(1);
  }

  @Test
  void a_supersede_counts_whatever_it_holds() {
    assertThat(parser.superseded(json("{}")).retryable()).isFalse();

    var whole =
        parser.superseded(
            json(
                """
                {"reason":"session.already_connected","message":"m","retryable":true,
                 "retry_after":20,"target_socket_id":"t","correlation_id":"c"}\
                """));
    assertThat(whole.retryAfter()).hasSeconds(20);
    assertThat(whole.toException())
        .hasMessageContaining("session.already_connected")
        .hasMessageContaining("Run one process per agent");
  }

  private static @Nullable PlatformEvent afterDrop(String event, String room) {
    return switch (event) {
      case "message_created", "room_added" -> new PlatformEvent.ResyncNeeded(room);
      default -> null;
    };
  }

  private PlatformEvent.MessageReceived message(ObjectNode payload) {
    var event = parser.event(ROOM, "message_created", payload);
    assertThat(event).isInstanceOf(PlatformEvent.MessageReceived.class);
    return (PlatformEvent.MessageReceived) Objects.requireNonNull(event);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }
}
