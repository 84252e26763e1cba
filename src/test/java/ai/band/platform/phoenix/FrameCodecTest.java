package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class FrameCodecTest {
  private final FrameCodec codec = new FrameCodec();

  private Frame parsed(String text) {
    return Objects.requireNonNull(codec.parse(text), "no frame");
  }

  @Test
  void a_frame_has_five_members() {
    Frame frame = parsed("[\"4\",\"9\",\"room:1\",\"said\",{\"text\":\"ü\"}]");

    assertThat(frame.joinRef()).isEqualTo("4");
    assertThat(frame.ref()).isEqualTo("9");
    assertThat(frame.topic()).isEqualTo("room:1");
    assertThat(frame.event()).isEqualTo("said");
    assertThat(frame.payload()).isEqualTo(JsonNodeFactory.instance.objectNode().put("text", "ü"));
  }

  @Test
  void refs_may_be_null_or_numbers() {
    assertThat(codec.parse(" [ null , null,\"t\",\"e\",{} ] ")).isNotNull();
    Frame numbers = parsed("[4,9,\"t\",\"e\",{}]");
    assertThat(numbers.joinRef()).isEqualTo("4");
    assertThat(numbers.ref()).isEqualTo("9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"x\"", "[]", "[{\"a\":1}]", "true", "1.5e3"})
  void a_payload_that_is_no_object_is_an_empty_one(String payload) {
    Frame frame = parsed("[null,null,\"t\",\"e\"," + payload + "]");

    assertThat(frame.payload().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "{}",
        "null",
        "[",
        "[]",
        "[null,null,\"t\",\"e\"]",
        "[null,null,\"t\",\"e\",{},1]",
        "[null,null,\"t\",\"e\",{}] x",
        "[null,null,\"t\",\"e\",{}][null,null,\"t\",\"e\",{}]",
        "[null,null,\"t\",\"e\",{}",
        "[null,null,\"t\",\"e\",{\"a\":]",
        "[null,null,\"\",\"e\",{}]",
        "[null,null,\"t\",\"\",{}]",
        "[null,null,null,\"e\",{}]",
        "[null,null,\"t\",7,{}]",
        "[{},null,\"t\",\"e\",{}]",
        "[null,[],\"t\",\"e\",{}]",
        "[true,null,\"t\",\"e\",{}]",
        "{\"topic\":\"t\",\"event\":\"e\",\"ref\":null,\"payload\":{}}"
      })
  void anything_else_is_no_frame(String text) {
    assertThat(codec.parse(text)).isNull();
  }

  @Test
  void a_payload_nested_too_deeply_is_no_frame() {
    assertThat(codec.parse("[null,null,\"t\",\"e\",{\"a\":" + "[".repeat(100_000) + "]")).isNull();
  }

  @Test
  void what_is_written_is_read_again() {
    Frame frame =
        new Frame(
            "1", "2", "a\"b", "e\n", JsonNodeFactory.instance.objectNode().put("x", "\u2028😀"));
    Frame heartbeat =
        new Frame(null, "3", "phoenix", "heartbeat", JsonNodeFactory.instance.objectNode());

    assertThat(codec.parse(codec.write(frame))).isEqualTo(frame);
    assertThat(codec.write(heartbeat)).isEqualTo("[null,\"3\",\"phoenix\",\"heartbeat\",{}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"reason":"unauthorized"}                        | unauthorized
          {"reason":{"code":"unauthorized","message":"x"}} | unauthorized
          {"error":{"code":"forbidden"}}                   | forbidden
          {"message":" too many channels joined "}         | too many channels joined
          "unmatched topic"                                | unmatched topic
          {"reason":null}                                  | no reason given
          {"reason":["a"]}                                 | no reason given
          {}                                               | no reason given
          null                                             | no reason given
          """)
  void the_reason_of_a_refusal_is_found_in_any_shape(String response, String reason) {
    String text =
        "[\"1\",\"1\",\"t\",\"phx_reply\",{\"status\":\"error\",\"response\":" + response + "}]";

    Frame frame = Objects.requireNonNull(new FrameCodec().parse(text));

    assertThat(frame.reason()).isEqualTo(reason);
  }
}
