package ai.band.platform.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RestFailuresTest {
  @Test
  void a_long_text_of_the_platform_is_cut_between_two_characters() {
    String said = "x".repeat(499) + "\uD83D\uDE00 and more";
    byte[] body = ("{\"error\":{\"message\":\"" + said + "\"}}").getBytes(StandardCharsets.UTF_8);

    var failure = RestFailures.answered(RestCall.get("/me"), 500, body, null, "", "the key");

    assertThat(failure.platformMessage()).isEqualTo("x".repeat(499) + "…");
  }
}
