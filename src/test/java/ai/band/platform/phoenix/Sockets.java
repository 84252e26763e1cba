package ai.band.platform.phoenix;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Sockets with the short times of a test. */
final class Sockets {
  private Sockets() {}

  static PhoenixOptions.Builder quick() {
    return PhoenixOptions.builder()
        .connectTimeout(Duration.ofSeconds(60))
        .joinTimeout(Duration.ofSeconds(60))
        .rejoinLadder(List.of(Duration.ofMillis(30), Duration.ofMillis(60)))
        .reconnect(ReconnectSettings.constant(Duration.ofMillis(30)).withFirstConnectAttempts(3));
  }

  static PhoenixSocket.Builder to(FakePhoenixServer server) {
    return to(server.uri());
  }

  static PhoenixSocket.Builder to(URI uri) {
    return PhoenixSocket.builder(uri).options(quick().build());
  }

  static PhoenixSocket connected(FakePhoenixServer server) throws InterruptedException {
    PhoenixSocket socket = to(server).build();
    socket.connect();
    return socket;
  }
}
