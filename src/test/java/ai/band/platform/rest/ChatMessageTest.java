package ai.band.platform.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatMessageTest {
  private static final String AGENT = "agent-1";

  @Test
  void a_message_that_holds_only_an_id_is_a_message() {
    var message = read("{\"id\":\"m\"}");

    assertThat(message.content()).isEmpty();
    assertThat(message.metadata()).isEmpty();
    assertThat(message.mentions()).isEmpty();
    assertThat(message.deliveryStatusFor(AGENT)).isNull();
    assertThat(message.insertedAt()).isNull();
  }

  @Test
  void what_is_absent_is_not_written() {
    assertThat(Json.treeOf(read("{\"id\":\"m\",\"chat_room_id\":\"r\"}")).has("sender_name"))
        .isFalse();
    assertThat(Json.treeOf(read("{\"id\":\"m\",\"chat_room_id\":\"r\"}")).get("chat_room_id"))
        .hasToString("\"r\"");
  }

  @Test
  void mentions_are_read_with_either_name_of_the_handle() {
    var message =
        read(
            """
            {"id":"m","metadata":{"mentions":[{"id":"agent-1","handle":"alice/bot","name":"Bot"},
             {"id":"u","username":"bob"},{"handle":"no-id"},"text",7]}}\
            """);

    assertThat(message.mentions())
        .containsExactly(new Mention("agent-1", "alice/bot", "Bot"), new Mention("u", "bob", null));
    assertThat(message.mentions(AGENT)).isTrue();
    assertThat(message.mentions("other")).isFalse();
  }

  @Test
  void the_delivery_status_of_one_recipient_is_read() {
    var status =
        Objects.requireNonNull(
            read("""
            {"id":"m","metadata":{"delivery_status":{"other":{"status":"processed"},
             "agent-1":{"status":"processing","current_attempt":2,"attempts":[
             {"attempt_number":1,"status":"failed","error":"x"},
             {"attempt_number":2,"status":"processing","started_at":"2026-05-04T09:15:02Z"}]}}}}\
            """)
                .deliveryStatusFor(AGENT));

    assertThat(status.processing()).isTrue();
    assertThat(status.processed()).isFalse();
    assertThat(status.currentAttempt()).isEqualTo(2);
    assertThat(status.attempts())
        .containsExactly(
            new DeliveryStatus.Attempt(1, "failed", null, "x"),
            new DeliveryStatus.Attempt(
                2, "processing", Instant.parse("2026-05-04T09:15:02Z"), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mentions\":7,\"delivery_status\":[]}",
        "{\"mentions\":{\"id\":\"agent-1\"},\"delivery_status\":{\"agent-1\":\"processed\"}}",
        "{\"mentions\":[null],\"delivery_status\":{\"agent-1\":{\"status\":1}}}"
      })
  void metadata_of_another_shape_says_nothing(String metadata) {
    var message = read("{\"id\":\"m\",\"metadata\":" + metadata + "}");

    assertThat(message.mentions()).isEmpty();
    assertThat(message.deliveryStatusFor(AGENT)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-05-04T09:15:02Z",
        "2026-05-04T09:15:02.000000Z",
        "2026-05-04T11:15:02+02:00",
        "2026-05-04T09:15:02",
        "2026-05-04 09:15:02"
      })
  void timestamps_are_read_leniently(String text) {
    assertThat(read("{\"id\":\"m\",\"inserted_at\":\"" + text + "\"}").insertedAt())
        .isEqualTo(Instant.parse("2026-05-04T09:15:02Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "7", "{\"a\":1}", "[]", "null", "\"\""})
  void a_timestamp_that_makes_no_sense_is_absent(String value) {
    var message = read("{\"id\":\"m\",\"inserted_at\":" + value + ",\"content\":\"x\"}");

    assertThat(message.insertedAt()).isNull();
    assertThat(message.content()).isEqualTo("x");
  }

  @Test
  void a_participant_is_external_by_either_name() {
    for (var key : new String[] {"is_external", "is_remote"}) {
      var participant =
          Json.value(
              Json.tree(("{\"id\":\"p\",\"" + key + "\":true}").getBytes(StandardCharsets.UTF_8)),
              ChatParticipant.class);
      assertThat(participant.external()).isTrue();
      assertThat(participant.displayName()).isEqualTo("p");
    }
  }

  private static ChatMessage read(String json) {
    return Json.value(Json.tree(json.getBytes(StandardCharsets.UTF_8)), ChatMessage.class);
  }
}
