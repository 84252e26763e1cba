package ai.band.platform.phoenix;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The {@link FakePhoenixServer} for tests of what is built on the socket. */
public final class FakeBandSocket implements AutoCloseable {
  private final FakePhoenixServer server = new FakePhoenixServer();

  public URI uri() {
    return server.uri();
  }

  /** Options with the short times of a test. */
  public static PhoenixOptions quick() {
    return Sockets.quick().leaveTimeout(Duration.ofSeconds(2)).build();
  }

  /** Address and headers of each upgrade so far. */
  public List<Map.Entry<String, Map<String, String>>> upgrades() {
    return server.requests().stream()
        .map(request -> Map.entry(request.target(), request.headers()))
        .toList();
  }

  public void refuseUpgradeOnce(int status, String headers, String body) {
    server.refuseOnce(FakePhoenixServer.refusal(status, headers, body));
  }

  public void refuseUpgrades(int status, String headers, String body) {
    server.refuseAlways(FakePhoenixServer.refusal(status, headers, body));
  }

  public void refuseTopic(String topic, String reason) {
    server.channels().refuse(topic, reason);
  }

  public void acceptTopic(String topic) {
    server.channels().accept(topic);
  }

  public void allowChannels(int limit) {
    server.channels().limit = limit;
  }

  /** Waits for the next connection. */
  public Connection nextConnection() throws InterruptedException {
    return new Connection(server.nextPeer());
  }

  @Override
  public void close() {
    server.close();
  }

  /** One connection of the client. */
  public static final class Connection {
    private final FakePeer peer;

    private Connection(FakePeer peer) {
      this.peer = peer;
    }

    public void push(String topic, String event, String payload) {
      peer.broadcast(topic, event, payload);
    }

    public void crash(String topic) {
      peer.crash(topic);
    }

    public void stop(String topic) {
      peer.stop(topic);
    }

    public void close(int code) {
      peer.close(code);
    }

    public void cut() {
      peer.cut();
    }

    public boolean joined(String topic) {
      return peer.joined(topic);
    }

    /** Topics of the frames of one kind, in the order they came. */
    public List<String> topics(String event) {
      return peer.received(event).stream().map(frame -> frame.get(2).asString()).toList();
    }

    /** Waits for the n-th frame of that topic and event. */
    public JsonNode await(String topic, String event, int n) {
      return peer.await(topic, event, n);
    }

    /** The close code that the client sent; null without one. */
    public @Nullable Integer awaitEnd() throws InterruptedException {
      return peer.awaitEnd();
    }
  }
}
