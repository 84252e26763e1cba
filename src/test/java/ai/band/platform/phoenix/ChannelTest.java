package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChannelTest {
  private FakePhoenixServer server;
  private PhoenixSocket socket;
  private FakePeer peer;
  private final Heard heard = new Heard();

  @BeforeEach
  void connect() throws InterruptedException {
    server = new FakePhoenixServer();
    socket = Sockets.connected(server);
    peer = server.nextPeer();
  }

  @AfterEach
  void disconnect() {
    socket.close();
    server.close();
    assertThat(peer.violations()).isEmpty();
  }

  @Test
  void joins_and_hears_events() throws Exception {
    PhoenixChannel channel = socket.join("room:1", heard);
    peer.broadcast("room:1", "hello", "{\"a\":1}");
    assertThat(heard.next()).isEqualTo("joined");
    assertThat(heard.next()).isEqualTo("hello {\"a\":1}");
    assertThat(channel.state()).isEqualTo(ChannelState.JOINED);
    assertThat(channel.leave(Duration.ofSeconds(5))).isTrue();
  }
}
