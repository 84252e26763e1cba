package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP below everything, byte by byte. */
class HttpServerTest {
  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  private String key() {
    return "x-api-key: " + stage.planner.apiKey() + "\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), stage.band.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The status line; the rest of the answer is read and dropped. */
  private static String status(BufferedReader reader) throws IOException {
    String status = reader.readLine();
    int length = 0;
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      if (line.startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    for (int i = 0; i < length; i++) {
      reader.read();
    }
    return status;
  }

  @Test
  void one_connection_serves_many_requests() throws IOException {
    try (var socket = connect()) {
      BufferedReader reader = reader(socket);
      for (int i = 0; i < 3; i++) {
        write(socket, "GET /api/v1/agent/me HTTP/1.1\r\nhost: x\r\n" + key() + "\r\n");
        assertThat(status(reader)).isEqualTo("HTTP/1.1 200 OK");
      }
      write(
          socket,
          "GET /api/v1/agent/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + key() + "\r\n");
      assertThat(status(reader)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(reader.readLine()).isNull();
    }
  }

  @Test
  void a_body_may_come_in_chunks_and_after_a_pause() throws IOException {
    String one = "{\"event\":{\"content\":\"hm\",";
    String two = "\"message_type\":\"thought\"}}";
    try (var socket = connect()) {
      BufferedReader reader = reader(socket);
      write(
          socket,
          "POST "
              + stage.chat()
              + "/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
              + "expect: 100-continue\r\n"
              + key()
              + "\r\n");
      assertThat(reader.readLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(reader.readLine()).isEmpty();
      write(socket, Integer.toHexString(one.length()) + ";x=y\r\n" + one + "\r\n");
      write(socket, Integer.toHexString(two.length()) + "\r\n" + two + "\r\n0\r\nt: r\r\n\r\n");
      assertThat(status(reader)).isEqualTo("HTTP/1.1 201 Created");
      write(socket, "GET /api/v1/agent/me HTTP/1.1\r\n" + key() + "\r\n");
      assertThat(status(reader)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense, 400",
    "GET http://elsewhere/ HTTP/1.1, 400",
    "GET / HTTP/1.1|no colon, 400",
    "POST / HTTP/1.1|content-length: x, 400",
    "POST / HTTP/1.1|content-length: -1, 400",
    "POST / HTTP/1.1|content-length: 99999999, 413",
    "POST / HTTP/1.1|transfer-encoding: chunked||zz, 400"
  })
  void broken_requests_are_told_so_and_the_connection_ends(String lines, String status)
      throws IOException {
    try (var socket = connect()) {
      BufferedReader reader = reader(socket);
      write(socket, lines.replace("|", "\r\n") + "\r\n\r\n");
      assertThat(status(reader)).startsWith("HTTP/1.1 " + status);
      assertThat(reader.readLine()).isNull();
    }
  }

  @Test
  void a_header_has_bounds() throws IOException {
    try (var socket = connect()) {
      BufferedReader reader = reader(socket);
      write(socket, "GET / HTTP/1.1\r\nx: " + "y".repeat(70_000) + "\r\n\r\n");
      assertThat(status(reader)).startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void unknown_paths_are_not_found() {
    assertThat(stage.planner().get("/").status()).isEqualTo(404);
    assertThat(stage.planner().get("/api/v1/agent/nothing").code()).isEqualTo("not_found");
    assertThat(stage.planner().delete("/api/v1/agent/me").status()).isEqualTo(404);
    assertThat(stage.planner().get("/api/v1/socket").status()).isEqualTo(404);
  }

  @Test
  void web_pages_do_not_reach_the_routes_without_key() throws IOException {
    String request = "GET /local/identities HTTP/1.1\r\norigin: %s\r\n\r\n";
    try (var socket = connect()) {
      BufferedReader reader = reader(socket);
      write(socket, request.formatted("https://elsewhere.example"));
      assertThat(status(reader)).startsWith("HTTP/1.1 403");
      write(socket, request.formatted("null"));
      assertThat(status(reader)).startsWith("HTTP/1.1 403");
      write(socket, request.formatted("http://localhost:3000"));
      assertThat(status(reader)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_taken_port_is_named() {
    assertThatThrownBy(() -> LocalBand.start(LocalBandOptions.DEFAULTS.withPort(stage.band.port())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Port " + stage.band.port());
  }

  @Test
  void many_connections_are_served_at_once() throws InterruptedException {
    int clients = 50;
    var done = new CountDownLatch(clients);
    var right = new AtomicInteger();
    for (int i = 0; i < clients; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = connect()) {
                  BufferedReader reader = reader(socket);
                  for (int n = 0; n < 20; n++) {
                    write(socket, "GET /api/v1/agent/me HTTP/1.1\r\n" + key() + "\r\n");
                    right.addAndGet(status(reader).contains("200") ? 1 : 0);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                } finally {
                  done.countDown();
                }
              });
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(right).hasValue(clients * 20);
  }

  @Test
  void calls_are_logged_without_keys() {
    stage.band.calls().keepBodies(true);
    stage.planner().post(stage.chat() + "/activity", "{'working':true}");
    new RestCaller(stage.band.restUrl(), "wrong").get("/api/v1/agent/me");

    var calls = stage.band.calls().calls(call -> true);
    assertThat(calls).extracting(call -> call.status()).containsExactly(200, 401);
    assertThat(calls).extracting(call -> call.keyKind()).containsExactly("agent", "none");
    assertThat(calls.getFirst().requestBody()).isEqualTo("{\"working\":true}");
    assertThat(calls.toString()).doesNotContain(stage.planner.apiKey());
    assertThat(stage.band.calls().count("reportAgentChatActivity")).isEqualTo(1);
  }

  @Test
  void the_log_of_calls_forgets_the_oldest() {
    try (var small = new Stage(LocalBandOptions.DEFAULTS.withCallLogSize(3))) {
      for (int i = 0; i < 5; i++) {
        small.planner().get("/api/v1/agent/chats?page=" + (i + 1));
      }
      assertThat(small.band.calls().calls(call -> true))
          .extracting(call -> call.query())
          .containsExactly("page=3", "page=4", "page=5");
      assertThat(small.band.calls().count("listAgentChats")).isEqualTo(5);
    }
  }
}
