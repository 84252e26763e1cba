package ai.band.platform.phoenix;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket connection, from its upgrade to its end. */
final class Wire {
  private static final Logger log = LoggerFactory.getLogger(Wire.class);
  private static final int NORMAL = 1000;
  private static final long LAST_WORDS_MS = 500;

  /** Called on the reading thread, which must not be held up. */
  interface Receiver {
    void received(Wire wire, String text);

    void receivedBinary(Wire wire);

    void ended(Wire wire);
  }

  private final Receiver receiver;
  private final UpgradeSocket socket;
  private final Client client;
  private final CountDownLatch settled = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final AtomicReference<@Nullable CloseInfo> end = new AtomicReference<>();
  private volatile @Nullable Exception trouble;
  private volatile long openedAt;
  private volatile boolean open;

  private Wire(
      Endpoint endpoint,
      UpgradeSocket socket,
      Map<String, String> headers,
      PhoenixOptions options,
      Receiver receiver) {
    this.receiver = receiver;
    this.socket = socket;
    this.client = new Client(endpoint, headers, options.largestFrame());
    client.setDaemon(true);
    client.setTcpNoDelay(true);
    // Would send pings and hang up by its own judgement; the heartbeat is the one to judge.
    client.setConnectionLostTimeout(0);
    client.setSocketFactory(handingOut(socket));
    socket.lastWords(client::writeRest);
  }

  private static SocketFactory handingOut(UpgradeSocket connected) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        return connected;
      }

      @Override
      public Socket createSocket(String host, int port) {
        return connected;
      }

      @Override
      public Socket createSocket(InetAddress host, int port) {
        return connected;
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return connected;
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return connected;
      }
    };
  }

  /**
   * @throws UpgradeRefused the server answered, but not with 101
   * @throws ConnectFailed no usable answer within {@link PhoenixOptions#connectTimeout}
   */
  static Wire open(
      Endpoint endpoint,
      Dialer dialer,
      Map<String, String> headers,
      PhoenixOptions options,
      Receiver receiver)
      throws InterruptedException {
    long deadline = System.nanoTime() + options.connectTimeout().toNanos();
    try {
      requireNoLineBreaks(headers);
      UpgradeSocket socket = dialer.dial(options.connectTimeout());
      Wire wire = new Wire(endpoint, socket, headers, options, receiver);
      Thread.ofPlatform()
          .daemon()
          .name("phoenix-reader-" + endpoint.host())
          .start(wire::readToTheEnd);
      wire.awaitUpgrade(deadline);
      return wire;
    } catch (IOException | IllegalArgumentException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("interrupted while connecting");
      }
      throw new ConnectFailed(endpoint.toString(), e);
    }
  }

  private static void requireNoLineBreaks(Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          if ((name + value).chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("header '" + name.strip() + "' has a line break");
          }
        });
  }

  private void readToTheEnd() {
    client.run();
    socket.cut(LAST_WORDS_MS);
    client.releaseWriter();
  }

  private void awaitUpgrade(long deadline) throws IOException, InterruptedException {
    boolean usable = false;
    try {
      if (!settled.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        trouble = new SocketTimeoutException("no answer to the upgrade in time");
      }
      usable = open;
    } finally {
      if (!usable) {
        cut("not opened");
      }
    }
    if (!usable) {
      throwCause();
    }
  }

  private void throwCause() throws IOException {
    UpgradeRefused refusal = socket.refusal();
    if (refusal != null) {
      throw refusal;
    }
    Exception cause = trouble;
    throw cause instanceof IOException io ? io : new IOException("no upgrade", cause);
  }

  /** Never blocks. What cannot be sent any more is dropped: the end of the wire is told apart. */
  void send(String text) {
    try {
      client.send(text);
    } catch (WebsocketNotConnectedException e) {
      log.debug("not sent, the connection has just ended");
    }
  }

  /** How the connection ended; null while it lives. */
  @Nullable CloseInfo end() {
    return end.get();
  }

  /** Ends the connection at once, without waiting for the peer. */
  void cut(String reason) {
    end.compareAndSet(null, closed(CloseInfo.ABNORMAL, reason, false));
    client.close(NORMAL);
    client.closeConnection(CloseInfo.ABNORMAL, reason);
    socket.cut(LAST_WORDS_MS);
  }

  /**
   * Closes with code 1000 and gives the peer some time to answer. An interrupt waits until then:
   * the close frame would not get out otherwise.
   */
  void close(Duration patience) {
    end.compareAndSet(null, closed(NORMAL, "closed by its owner", false));
    client.close(NORMAL);
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + patience.toNanos();
    while (gone.getCount() > 0 && deadline - System.nanoTime() > 0) {
      try {
        gone.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    client.closeConnection(NORMAL, "");
    socket.cut(LAST_WORDS_MS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private CloseInfo closed(int code, String reason, boolean byPeer) {
    Duration uptime = open ? Duration.ofNanos(System.nanoTime() - openedAt) : Duration.ZERO;
    return new CloseInfo(code, reason, byPeer, uptime);
  }

  /** The library's client; it runs on our thread and knows only an open socket. */
  private final class Client extends WebSocketClient {
    Client(Endpoint endpoint, Map<String, String> headers, int largestFrame) {
      super(endpoint.uri(), new Draft_6455(List.of(), largestFrame), headers);
    }

    /**
     * The library starts its writing thread without looking whether the connection was closed just
     * before; such a thread would wait for ever. A byte makes it notice the closed socket.
     */
    void releaseWriter() {
      outQueue().add(ByteBuffer.allocate(1));
    }

    /**
     * The library's reading thread ends as soon as a close has begun, and its writing thread may
     * end with it before the close frame is out. Runs on the writing thread.
     */
    void writeRest(OutputStream out) throws IOException {
      for (ByteBuffer rest = outQueue().poll(); rest != null; rest = outQueue().poll()) {
        byte[] frame = new byte[rest.remaining()];
        rest.get(frame);
        out.write(frame);
      }
      out.flush();
    }

    private BlockingQueue<ByteBuffer> outQueue() {
      return ((WebSocketImpl) getConnection()).outQueue;
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      openedAt = System.nanoTime();
      open = true;
      settled.countDown();
    }

    @Override
    public void onMessage(String text) {
      receiver.received(Wire.this, text);
    }

    @Override
    public void onMessage(ByteBuffer bytes) {
      receiver.receivedBinary(Wire.this);
    }

    @Override
    public void onClose(int code, String reason, boolean byPeer) {
      String text = reason == null ? "" : reason;
      if (!open && trouble == null) {
        trouble = new IOException(text.isEmpty() ? "the server hung up" : text);
      }
      end.compareAndSet(null, closed(code < 0 ? CloseInfo.ABNORMAL : code, text, byPeer));
      settled.countDown();
      gone.countDown();
      receiver.ended(Wire.this);
    }

    @Override
    public void onError(Exception e) {
      trouble = e;
      log.debug("socket error: {}", e.toString());
    }
  }
}
