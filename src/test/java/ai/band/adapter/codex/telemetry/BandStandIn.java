package ai.band.adapter.codex.telemetry;

import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestOptions;
import ai.band.platform.rest.RetrySettings;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A platform that takes events, refuses what is over its limits, and may be slow or out of order.
 */
final class BandStandIn implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final byte[] TAKEN =
      "{\"data\":{\"id\":\"00000000-0000-4000-8000-0000000000ff\",\"success\":true}}"
          .getBytes(StandardCharsets.UTF_8);

  /** An event that came, and when. */
  record Taken(long nanos, JsonNode event) {
    String content() {
      return event.path("content").asString("");
    }

    String type() {
      return event.path("message_type").asString("");
    }
  }

  private final HttpServer server;
  private final BandRest rest;
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private final List<JsonNode> refused = new CopyOnWriteArrayList<>();
  private final Semaphore permits = new Semaphore(1_000_000);
  private volatile Duration delay = Duration.ZERO;
  private volatile int failures;
  private volatile int attempts;

  BandStandIn() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    rest =
        BandRest.open(
            BandRestOptions.of(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "key")
                .withRetry(new RetrySettings(0, Duration.ofMillis(1), Duration.ofSeconds(1))));
  }

  BandRest rest() {
    return rest;
  }

  /** Every answer takes this long. */
  BandStandIn slowedBy(Duration time) {
    delay = time;
    return this;
  }

  /** Holds every post until {@link #release}. */
  BandStandIn holding() {
    permits.drainPermits();
    return this;
  }

  void release() {
    permits.release(1_000_000);
  }

  /** The next posts are answered by 503. */
  BandStandIn failing(int times) {
    failures = times;
    return this;
  }

  List<Taken> taken() {
    return List.copyOf(taken);
  }

  List<JsonNode> refused() {
    return List.copyOf(refused);
  }

  int attempts() {
    return attempts;
  }

  private void answer(HttpExchange exchange) throws IOException {
    long came = System.nanoTime();
    JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes()).path("event");
    try {
      permits.acquire();
      if (delay.isPositive()) {
        new Semaphore(0).tryAcquire(delay.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      attempts++;
      if (failures > 0) {
        failures--;
        exchange.sendResponseHeaders(503, -1);
      } else if (isOverLimits(event)) {
        refused.add(event);
        exchange.sendResponseHeaders(422, -1);
      } else {
        taken.add(new Taken(came, event));
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(201, TAKEN.length);
        exchange.getResponseBody().write(TAKEN);
      }
    }
    exchange.close();
  }

  private static boolean isOverLimits(JsonNode event) {
    String content = event.path("content").asString("");
    int metadata = event.path("metadata").toString().getBytes(StandardCharsets.UTF_8).length;
    return content.isBlank() || content.length() > 16_384 || metadata > 65_536;
  }

  @Override
  public void close() {
    release();
    rest.close();
    server.stop(0);
  }
}
