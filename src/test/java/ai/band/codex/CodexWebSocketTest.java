package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.protocol.TurnEvent;
import ai.band.testkit.FakeScript;
import ai.band.testkit.FakeSocketServer;
import ai.band.testkit.LoneAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client over a WebSocket. */
@Timeout(600)
class CodexWebSocketTest {
  @Test
  void a_turn_runs_over_a_plain_upgrade_with_the_token() throws Exception {
    try (var server = FakeSocketServer.start(FakeScript.replying("You said: {input}"));
        var client = open(server.url(), "secret-token")) {
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      assertThat(thread.run(TurnRequest.text("hi"), Await.LIMIT).finalText())
          .isEqualTo("You said: hi");
      assertThat(server.headers())
          .containsEntry("authorization", "Bearer secret-token")
          .doesNotContainKeys("origin", "sec-websocket-extensions", "sec-websocket-protocol");
    }
  }

  @Test
  void a_cut_connection_ends_the_turn() throws Exception {
    try (var server = FakeSocketServer.start(FakeScript.create().otherwise(FakeScript.hold()));
        var client = open(server.url(), null)) {
      Turn turn = client.startThread(ThreadOptions.defaults()).startTurn(TurnRequest.text("hi"));
      Await.until(turn, TurnEvent.ItemCompleted.class::isInstance);
      server.cut();

      TurnEvent last = Await.all(turn).getLast();
      assertThat(last).isInstanceOf(TurnEvent.TransportLost.class);
      assertThat(((TurnEvent.TransportLost) last).reason()).contains(server.url().toString());
      await().until(() -> client.closed() != null);
    }
  }

  @Test
  void text_that_is_no_message_does_no_harm() throws Exception {
    try (var server = FakeSocketServer.start(FakeScript.create());
        var client = open(server.url(), null)) {
      server.push("nonsense");
      server.push("[]");
      CodexThread thread = client.startThread(ThreadOptions.defaults());
      assertThat(thread.run(TurnRequest.text("hi"), Await.LIMIT).finalText())
          .isEqualTo("You said: hi");
    }
  }

  @Test
  void a_message_that_is_too_long_ends_the_connection() {
    var options = CodexOptions.builder().maxMessageBytes(10_000);
    try (var server = FakeSocketServer.start(FakeScript.create());
        var client = CodexClient.open(options.webSocketUrl(server.url()).build())) {
      server.push("\"" + "x".repeat(20_000) + "\"");
      await().until(() -> client.closed() != null);
    }
  }

  @Test
  void nobody_there_is_explained() throws IOException {
    try (LoneAddress nobody = LoneAddress.hold()) {
      URI url = URI.create("ws://127.0.0.1:" + nobody.port());
      assertThatThrownBy(() -> open(url, null))
          .isInstanceOf(CodexUnavailable.class)
          .hasMessageContaining(url.toString())
          .hasMessageContaining("codex app-server --listen " + url);
    }
  }

  @Test
  void a_wrong_token_is_explained_and_not_shown() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () ->
                  answer(
                      socket,
                      "HTTP/1.1 401 Unauthorized\r\n"
                          + "Content-Length: 0\r\n"
                          + "Connection: close\r\n\r\n"));
      URI url = URI.create("ws://127.0.0.1:" + socket.getLocalPort());
      assertThatThrownBy(() -> open(url, "wrong-token"))
          .isInstanceOf(CodexUnavailable.class)
          .matches(e -> e instanceof CodexException failure && !failure.isRetryable())
          .hasMessageContaining("401")
          .hasMessageContaining("bearer token")
          .hasMessageNotContaining("wrong-token");
    }
  }

  private static void answer(ServerSocket server, String response) {
    try (Socket socket = server.accept()) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static CodexClient open(URI url, @org.jspecify.annotations.Nullable String token) {
    return CodexClient.open(CodexOptions.builder().webSocketUrl(url).bearerToken(token).build());
  }
}
