package ai.band.platform.phoenix;

import ai.band.platform.phoenix.ReconnectPolicy.Decision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that owns the connection: makes it, keeps it alive, replaces it. */
final class SocketLoop {
  private static final Logger log = LoggerFactory.getLogger(SocketLoop.class);
  private static final Duration URGENT_LISTENERS = Duration.ofSeconds(2);

  private final Endpoint endpoint;
  private final Dialer dialer;
  private final PhoenixOptions options;
  private final Supplier<Map<String, String>> headers;
  private final Function<UpgradeRefused, Optional<Duration>> retryAfter;
  private final Exchange exchange;
  private final SocketNews news;
  private final ReconnectPolicy policy;
  private final CompletableFuture<Boolean> first = new CompletableFuture<>();
  private final Thread thread;
  private volatile long generation;

  SocketLoop(
      Endpoint endpoint,
      Dialer dialer,
      PhoenixOptions options,
      Supplier<Map<String, String>> headers,
      Function<UpgradeRefused, Optional<Duration>> retryAfter,
      Exchange exchange,
      SocketNews news,
      ReconnectPolicy policy) {
    this.endpoint = endpoint;
    this.dialer = dialer;
    this.options = options;
    this.headers = headers;
    this.retryAfter = retryAfter;
    this.exchange = exchange;
    this.news = news;
    this.policy = policy;
    this.thread = Thread.ofVirtual().name("phoenix-" + endpoint.host()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Returns when the first connection is open, or fails as it did. */
  void awaitFirstConnection() throws InterruptedException {
    try {
      first.get();
    } catch (ExecutionException e) {
      throw (PhoenixException) e.getCause();
    }
  }

  long generation() {
    return generation;
  }

  /** Makes the loop end, wherever it waits. */
  void stop() {
    thread.interrupt();
  }

  void awaitStopped(Duration patience) throws InterruptedException {
    boolean ourselves = thread.equals(Thread.currentThread());
    if (!ourselves && thread.isAlive() && !thread.join(patience)) {
      log.debug("the connection to {} takes long to close", endpoint);
    }
  }

  private void run() {
    Wire wire = null;
    try {
      wire = connectFirst();
      while (wire != null) {
        CloseInfo close = exchange.serve(wire);
        wire = null;
        wire = replace(close);
      }
    } catch (InterruptedException e) {
      log.debug("the connection to {} is no longer wanted", endpoint);
    } catch (RuntimeException | Error e) { // whoever uses it must hear that it is gone
      log.error("the socket to {} failed and ends", endpoint, e);
      terminate(new Termination.Requested("internal failure: " + e));
    } finally {
      first.completeExceptionally(new SocketClosed("it was closed while connecting"));
      closeQuietly(wire);
    }
  }

  private @Nullable Wire connectFirst() throws InterruptedException {
    for (int failed = 0; ; failed++) {
      try {
        return opened(dial());
      } catch (UpgradeRefused | ConnectFailed e) {
        if (!e.retryable() || failed + 1 >= options.reconnect().firstConnectAttempts()) {
          exchange.end("the first connection failed", null);
          first.completeExceptionally(e);
          return null;
        }
        Optional<Duration> asked = e instanceof UpgradeRefused r ? asked(r) : Optional.empty();
        pauseAfter(e, policy.firstConnectDelay(failed, asked));
      }
    }
  }

  /** Connects again after a loss; null if the socket is to stay away. */
  private @Nullable Wire replace(CloseInfo close) throws InterruptedException {
    Decision decision = policy.afterClose(close);
    log.info("connection to {} ended: {}; {}", endpoint, close, decision);
    if (decision instanceof Decision.Retry(var delay)) {
      exchange.disconnected(close);
      news.tell(listener -> listener.onDisconnected(close, delay));
      Thread.sleep(delay);
    }
    while (decision instanceof Decision.Retry) {
      exchange.awaitUrgentListeners(URGENT_LISTENERS);
      try {
        return opened(dial());
      } catch (UpgradeRefused e) {
        decision = policy.afterRefusal(e, asked(e));
        pauseIfRetrying(decision, e);
      } catch (ConnectFailed e) {
        decision = policy.afterFailure();
        pauseIfRetrying(decision, e);
      }
    }
    terminate(((Decision.Stop) decision).termination());
    return null;
  }

  private void pauseIfRetrying(Decision decision, PhoenixException failure)
      throws InterruptedException {
    if (decision instanceof Decision.Retry(var delay)) {
      pauseAfter(failure, delay);
    }
  }

  private void pauseAfter(PhoenixException failure, Duration delay) throws InterruptedException {
    log.info("{} Next attempt in {} ms.", failure.getMessage(), delay.toMillis());
    news.tell(listener -> listener.onConnectFailed(failure, delay));
    Thread.sleep(delay);
  }

  private Wire dial() throws InterruptedException {
    Map<String, String> current;
    try {
      current = headers.get();
    } catch (RuntimeException e) {
      throw new ConnectFailed(endpoint.toString(), e);
    }
    return Wire.open(endpoint, dialer, current, options, exchange.receiver());
  }

  private @Nullable Wire opened(Wire wire) throws InterruptedException {
    long next = generation + 1;
    generation = next;
    // Told first, so that the report of the rejoins cannot overtake it.
    news.tell(listener -> listener.onConnected(next));
    if (!exchange.connected(wire, next)) {
      closeQuietly(wire);
      return null;
    }
    first.complete(true);
    return wire;
  }

  private Optional<Duration> asked(UpgradeRefused refusal) {
    try {
      return retryAfter.apply(refusal);
    } catch (RuntimeException e) {
      log.warn("cannot tell how long the server asks to wait", e);
      return Optional.empty();
    }
  }

  private void terminate(Termination termination) {
    if (exchange.end(termination.describe(), termination)) {
      log.warn("socket to {} ended for good: {}", endpoint, termination.describe());
      news.tell(listener -> listener.onTerminated(termination));
    }
  }

  private void closeQuietly(@Nullable Wire wire) {
    if (wire != null) {
      wire.close(options.closeTimeout());
    }
  }
}
