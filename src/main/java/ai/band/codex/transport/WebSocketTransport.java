package ai.band.codex.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket to a running {@code codex app-server --listen ws://...}: one JSON message per text
 * frame, no compression, no {@code Origin} header, which the server refuses. A server that answers
 * no ping for about a minute counts as lost.
 *
 * <p>Outgoing messages wait in the socket library's queue, which is bounded by its users: a few
 * requests in flight and the answers to open requests.
 */
public final class WebSocketTransport implements CodexTransport {
  private static final int OPEN_TIMEOUT_MS = 10_000;
  private static final int PING_SECONDS = 30;
  private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(WebSocketTransport.class);

  private final URI url;
  private final @Nullable String bearerToken;
  private final @Nullable Duration closeTimeout;
  private final int maxMessageBytes;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable Socket socket;

  /**
   * @param bearerToken goes into the upgrade request; the caller sees to it that this is safe
   * @param closeTimeout for the closing handshake; null: ten seconds, as nothing must be ended
   * @param maxMessageBytes longest message accepted; a longer one ends the connection
   */
  public WebSocketTransport(
      URI url, @Nullable String bearerToken, @Nullable Duration closeTimeout, int maxMessageBytes) {
    this.url = url;
    this.bearerToken = bearerToken;
    this.closeTimeout = closeTimeout;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public void open(Receiver receiver) throws IOException {
    Socket opening = new Socket(receiver);
    socket = opening;
    try {
      if (opening.connectBlocking(OPEN_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      opening.failure = "interrupted while connecting";
    }
    closing.set(true);
    opening.close();
    throw failed(opening.failure);
  }

  @Override
  public void send(String message) throws IOException {
    Socket now = socket;
    if (now == null || ended.get()) {
      throw new IOException("the connection has ended");
    }
    try {
      now.send(message);
    } catch (WebsocketNotConnectedException | NotYetConnectedException e) {
      throw new IOException("the connection has ended", e);
    }
  }

  @Override
  public String description() {
    return url.toString();
  }

  @Override
  public void close() {
    Socket now = socket;
    if (now == null || !closing.compareAndSet(false, true)) {
      return;
    }
    now.close();
    Duration limit = closeTimeout == null ? DEFAULT_CLOSE : closeTimeout;
    try {
      if (!now.closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        now.closeConnection(1001, "closed by the client");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    now.end("The connection to Codex was closed.");
  }

  private IOException failed(@Nullable String failure) {
    String cause = failure == null ? "no answer within ten seconds" : failure;
    String start = "Codex at " + url + " cannot be reached: " + cause + ". ";
    if (cause.contains(" 401")) {
      return new TokenRefusedException(
          start
              + "The server wants another bearer token (HTTP 401). Give the token that it was"
              + " started with (--ws-token-file or --ws-shared-secret-file).");
    }
    if (cause.contains(" 403")) {
      return new IOException(
          start + "The server refuses this client (HTTP 403). Check proxies on the way.");
    }
    return new IOException(
        start
            + "Start it with: codex app-server --listen "
            + listenAddress()
            + " and check address and port.");
  }

  /** Codex listens without TLS, on an address of numbers. */
  private String listenAddress() {
    String host = String.valueOf(url.getHost());
    boolean numbers = host.startsWith("[") || host.chars().noneMatch(Character::isLetter);
    return "ws".equalsIgnoreCase(url.getScheme()) && numbers && url.getPort() > 0
        ? "ws://" + host + ":" + url.getPort()
        : "ws://127.0.0.1:8765";
  }

  private final class Socket extends WebSocketClient {
    private final Receiver receiver;
    private final java.util.concurrent.CountDownLatch closed =
        new java.util.concurrent.CountDownLatch(1);
    private volatile boolean opened;
    private volatile @Nullable String failure;

    Socket(Receiver receiver) {
      super(url, new Draft_6455(List.of(), maxMessageBytes), headers(bearerToken), OPEN_TIMEOUT_MS);
      this.receiver = receiver;
      setConnectionLostTimeout(PING_SECONDS);
      setDaemon(true);
      setTcpNoDelay(true);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      opened = true;
    }

    @Override
    public void onMessage(String message) {
      if (!ended.get()) {
        receiver.received(message);
      }
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      boolean tellsStatus = reason != null && reason.contains("status code");
      if (failure == null || tellsStatus) {
        failure = reason == null || reason.isBlank() ? "closed with code " + code : reason;
      }
      closed.countDown();
      end(
          closing.get()
              ? "The connection to Codex was closed."
              : "The connection to Codex at " + url + " ended: " + failure + ".");
    }

    @Override
    public void onError(Exception error) {
      log.debug("WebSocket to Codex", error);
      if (failure == null) {
        failure = error.getMessage() == null ? error.toString() : error.getMessage();
      }
    }

    void end(String reason) {
      if (opened && ended.compareAndSet(false, true)) {
        receiver.ended(TransportEnd.because(reason));
      }
    }

    private static Map<String, String> headers(@Nullable String token) {
      Map<String, String> headers = new HashMap<>();
      if (token != null) {
        headers.put("Authorization", "Bearer " + token);
      }
      return headers;
    }
  }
}
