package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;

/** A socket and its server; what the socket did wrong in the server's eyes fails the test. */
abstract class SocketStory {
  FakePhoenixServer server = new FakePhoenixServer();
  final News news = new News();
  final Heard heard = new Heard();
  PhoenixSocket socket = Sockets.to(server).listener(news).build();

  @AfterEach
  final void stop() {
    socket.close();
    server.close();
    server.peers().forEach(any -> assertThat(any.violations()).isEmpty());
  }

  final FakePeer connect() throws InterruptedException {
    socket.connect();
    return server.nextPeer();
  }

  final FakePeer connect(PhoenixOptions.Builder options) throws InterruptedException {
    socket = Sockets.to(server).listener(news).options(options.build()).build();
    return connect();
  }
}
