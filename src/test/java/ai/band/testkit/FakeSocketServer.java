package ai.band.testkit;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** A {@link FakeAppServer} behind a WebSocket on a free port of this machine. */
public final class FakeSocketServer implements AutoCloseable {
  private final FakeScript script;
  private final Map<WebSocket, FakeAppServer> connections = new ConcurrentHashMap<>();
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private final Queue<String> frames = new ConcurrentLinkedQueue<>();
  private final CountDownLatch started = new CountDownLatch(1);
  private final Server server = new Server();

  private FakeSocketServer(FakeScript script) {
    this.script = script;
  }

  public static FakeSocketServer start(FakeScript script) {
    FakeSocketServer socket = new FakeSocketServer(script);
    socket.server.setReuseAddr(true);
    socket.server.setDaemon(true);
    socket.server.start();
    try {
      if (!socket.started.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the fake did not start");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return socket;
  }

  public URI url() {
    return URI.create("ws://127.0.0.1:" + server.getPort());
  }

  /** The headers of the last upgrade request, names in lower case. */
  public Map<String, String> headers() {
    return new TreeMap<>(headers);
  }

  /** What clients have sent so far, as text, in order. */
  public List<String> frames() {
    return List.copyOf(frames);
  }

  /** Cuts all connections without a word. */
  public void cut() {
    connections.keySet().forEach(connection -> connection.closeConnection(1006, "cut"));
  }

  /** Sends something as it is. */
  public void push(String text) {
    connections.keySet().forEach(connection -> connection.send(text));
  }

  @Override
  public void close() {
    try {
      server.stop(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Server extends WebSocketServer {
    Server() {
      super(new InetSocketAddress("127.0.0.1", 0), 1);
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
      handshake
          .iterateHttpFields()
          .forEachRemaining(
              name ->
                  headers.put(
                      name.toLowerCase(java.util.Locale.ROOT), handshake.getFieldValue(name)));
      connections.put(
          connection,
          new FakeAppServer(
              script, connection::send, code -> connection.close(), FakeThreads.inMemory()));
    }

    @Override
    public void onMessage(WebSocket connection, String message) {
      frames.add(message);
      FakeAppServer fake = connections.get(connection);
      if (fake != null) {
        fake.accept(message);
      }
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
      connections.remove(connection);
    }

    @Override
    public void onError(WebSocket connection, Exception error) {
      if (connection == null) {
        throw new IllegalStateException(error);
      }
    }
  }
}
