package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A bare WebSocket that shows every frame, through the JDK's client. */
final class RawSocket implements AutoCloseable, WebSocket.Listener {
  private static final int PATIENCE_SECONDS = 60;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  private RawSocket(URI uri, @Nullable String key) {
    var builder = CLIENT.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
    if (key != null) {
      builder.header("x-api-key", key);
    }
    socket = builder.buildAsync(uri, this).join();
  }

  static RawSocket connect(LocalBand band, String key) {
    return open(band, "?vsn=2.0.0", key);
  }

  static RawSocket open(LocalBand band, String query, @Nullable String key) {
    return new RawSocket(URI.create(band.socketUrl() + query), key);
  }

  RawSocket send(String frame) {
    socket.sendText(frame, true).join();
    return this;
  }

  RawSocket sendBytes(byte... bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    return this;
  }

  /** Joins and expects the ordinary answer. */
  RawSocket join(String ref, String topic) {
    send("[\"%s\",\"%s\",\"%s\",\"phx_join\",{}]".formatted(ref, ref, topic));
    return expect(
        "[\"%s\",\"%s\",\"%s\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]"
            .formatted(ref, ref, topic));
  }

  RawSocket expect(String frame) {
    assertThat(next()).isEqualTo(frame);
    return this;
  }

  String next() {
    try {
      String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(frame).as("a frame within %s s", PATIENCE_SECONDS).isNotNull();
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Proves that nothing is under way: a heartbeat's answer is the very next frame. */
  RawSocket expectNothing() {
    send("[null,\"quiet\",\"phoenix\",\"heartbeat\",{}]");
    return expect("[null,\"quiet\",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
  }

  /** The JDK's client sometimes misses the end of the stream; it notices when it writes. */
  int closeCode() throws Exception {
    for (int tries = 0; tries < PATIENCE_SECONDS; tries++) {
      try {
        return closed.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        socket
            .sendPing(ByteBuffer.allocate(0))
            .whenComplete((done, failure) -> closedIf(failure != null));
      }
    }
    return closed.get(1, TimeUnit.SECONDS);
  }

  private void closedIf(boolean broken) {
    if (broken) {
      closed.complete(1006);
    }
  }

  void ping(String payload) {
    socket.sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))).join();
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    frames.add("pong " + new String(bytes, StandardCharsets.UTF_8));
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      frames.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    assertThat(reason).isEmpty();
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(1006);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
