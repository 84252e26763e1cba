package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.fault.Occasion;
import ai.band.local.fault.UpgradeFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets a socket, seen from the bytes on the wire. */
class UpgradeTest {
  private static final String HANDSHAKE =
      """
      connection: Upgrade
      upgrade: websocket
      sec-websocket-version: 13
      sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==
      """;

  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  /** Sends a request and reads the answer up to the end of its header or announced body. */
  private String ask(String method, String query, String headers) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), stage.band.port())) {
      socket.setSoTimeout(10_000);
      String request =
          method
              + " /api/v1/socket/websocket"
              + query
              + " HTTP/1.1\r\nhost: localhost\r\n"
              + headers
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return answer(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answer(InputStream input) throws IOException {
    var text = new StringBuilder();
    int end = -1;
    while (end < 0) {
      int b = input.read();
      assertThat(b).as("after %s", text).isNotNegative();
      text.append((char) b);
      end = text.indexOf("\r\n\r\n");
    }
    int at = text.indexOf("content-length: ");
    if (at >= 0) {
      int length = Integer.parseInt(text.substring(at + 16, text.indexOf("\r\n", at)));
      text.append(new String(input.readNBytes(length), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private String key(String key) {
    return HANDSHAKE + "x-api-key: " + key + "\r\n";
  }

  private String upgrade(String query, String key) {
    return ask("GET", query, key(key));
  }

  @Test
  void a_good_key_is_accepted_from_header_or_query() {
    assertThat(upgrade("?vsn=2.0.0", stage.planner.apiKey()))
        .startsWith("HTTP/1.1 101 ")
        .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .doesNotContain("sec-websocket-extensions")
        .doesNotContain("sec-websocket-protocol");
    assertThat(ask("GET", "?vsn=2.0.0&api_key=" + stage.planner.apiKey(), HANDSHAKE))
        .startsWith("HTTP/1.1 101 ");
    assertThat(ask("GET", "?vsn=2.0.0&token=" + stage.alice.apiKey(), HANDSHAKE))
        .startsWith("HTTP/1.1 101 ");
  }

  @Test
  void the_headers_key_wins_over_the_querys() {
    assertThat(upgrade("?vsn=2.0.0&api_key=" + stage.planner.apiKey(), "wrong"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(upgrade("?vsn=2.0.0&api_key=wrong", stage.planner.apiKey()))
        .startsWith("HTTP/1.1 101 ");
  }

  @Test
  void refusals_are_empty_answers_of_http() {
    String refused = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";

    assertThat(upgrade("?vsn=2.0.0", "wrong")).isEqualTo(refused);
    assertThat(ask("GET", "?vsn=2.0.0", HANDSHAKE)).isEqualTo(refused);
    assertThat(upgrade("?vsn=3.0.0", stage.planner.apiKey())).isEqualTo(refused);
    assertThat(upgrade("?vsn=2", stage.planner.apiKey())).isEqualTo(refused);
    assertThat(
            ask(
                "GET",
                "?vsn=2.0.0",
                key(stage.planner.apiKey()) + "origin: http://elsewhere.example\r\n"))
        .isEqualTo(refused);
  }

  @Test
  void a_request_that_is_no_handshake_is_told_so_once_the_key_is_good() {
    String keyOnly = "x-api-key: " + stage.planner.apiKey() + "\r\n";

    assertThat(ask("GET", "?vsn=2.0.0", keyOnly))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("'connection' header must contain 'upgrade', got []");
    assertThat(ask("GET", "?vsn=2.0.0", "x-api-key: wrong\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(
            ask(
                "GET",
                "?vsn=2.0.0",
                key(stage.planner.apiKey()).replace("version: 13", "version: 8")))
        .endsWith("'sec-websocket-version' header must equal '13', got [\"8\"]");
    assertThat(ask("POST", "?vsn=2.0.0", keyOnly)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void an_owner_connects_as_own_agent_only() {
    String asPlanner = "?vsn=2.0.0&agent_id=" + stage.planner.id();

    assertThat(upgrade(asPlanner, stage.alice.apiKey())).startsWith("HTTP/1.1 101 ");
    assertThat(upgrade(asPlanner, stage.bob.apiKey())).startsWith("HTTP/1.1 403 ");
    assertThat(upgrade(asPlanner, stage.weather.apiKey())).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void a_second_connection_may_ask_to_be_refused_instead() {
    String reject = "?vsn=2.0.0&on_conflict=reject";
    assertThat(upgrade("?vsn=2.0.0&on_conflict=maybe", stage.planner.apiKey()))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"invalid_on_conflict\"");
    try (var first = stage.socket()) {
      first.expectNothing();
      assertThat(upgrade(reject, stage.planner.apiKey()))
          .startsWith("HTTP/1.1 409 ")
          .contains("\"connection_conflict\"");
      first.expectNothing();
      assertThat(upgrade(reject, stage.alice.apiKey())).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void scripted_refusals_carry_body_and_retry_after() {
    stage
        .band
        .faults()
        .add(
            new UpgradeFault(
                new UpgradeFault.Effect.Refuse(
                    429, "{\"error\":{\"code\":\"too_many_requests\"}}", Duration.ofSeconds(7)),
                Occasion.ONCE));

    assertThat(upgrade("?vsn=2.0.0", stage.planner.apiKey()))
        .startsWith("HTTP/1.1 429 ")
        .contains("retry-after: 7\r\n")
        .endsWith("{\"error\":{\"code\":\"too_many_requests\"}}");
    assertThat(upgrade("?vsn=2.0.0", stage.planner.apiKey())).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void a_socket_can_be_accepted_and_closed_at_once() throws Exception {
    stage
        .band
        .faults()
        .add(new UpgradeFault(new UpgradeFault.Effect.AcceptThenClose(1008), Occasion.ONCE));
    try (var socket = stage.socket()) {
      assertThat(socket.closeCode()).isEqualTo(1008);
    }
  }
}
