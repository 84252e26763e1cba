package ai.band.codex;

import ai.band.codex.CodexException.CallInterrupted;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexException.RequestTimedOut;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON-RPC over a transport: ids, answers, time limits, retries.
 *
 * <p>At most {@code maxRequestsInFlight} requests wait for an answer at any time, because Codex
 * silently drops some of a burst; further callers wait. When the transport ends, every waiting call
 * fails at once.
 */
final class RpcConnection implements CodexTransport.Receiver {
  /** Takes what is not an answer to us. Called by the reader; must not block. */
  interface Incoming {
    void notification(String method, JsonNode params);

    void request(RequestId id, String method, JsonNode params);

    void ended(TransportEnd end);
  }

  private static final int OVERLOAD_ATTEMPTS = 3;
  private static final long OVERLOAD_PAUSE_GROWTH = 8;
  private static final long OVERLOAD_JITTER_MS = 100;

  /** Longer than a transport takes for the exit code and the last words of its process. */
  private static final Duration REASON_LIMIT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(RpcConnection.class);

  private final CodexTransport transport;
  private final CodexOptions options;
  private final Incoming incoming;
  private final Semaphore slots;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final CountDownLatch endKnown = new CountDownLatch(1);
  private final Garbage garbage = new Garbage();
  private volatile @Nullable TransportEnd end;

  RpcConnection(CodexTransport transport, CodexOptions options, Incoming incoming) {
    this.transport = transport;
    this.options = options;
    this.incoming = incoming;
    this.slots = new Semaphore(options.maxRequestsInFlight(), true);
  }

  void open() throws IOException {
    transport.open(this);
  }

  /** Sends a request, repeats it while Codex says that it is overloaded, and waits. */
  JsonNode request(
      String method,
      JsonNode params,
      Duration limit,
      @Nullable Consumer<JsonNode> beforeReadingOn) {
    long pause = options.overloadBackoff().toMillis();
    for (int attempt = 1; ; attempt++) {
      try {
        return requestOnce(method, params, limit, beforeReadingOn);
      } catch (RpcFailed refused) {
        if (!refused.isOverloaded() || attempt == OVERLOAD_ATTEMPTS) {
          throw refused;
        }
      }
      log.debug("Codex is overloaded; {} is tried again", method);
      pause(method, jittered(pause));
      pause = Math.min(2 * pause, OVERLOAD_PAUSE_GROWTH * options.overloadBackoff().toMillis());
    }
  }

  JsonNode requestOnce(
      String method,
      JsonNode params,
      Duration limit,
      @Nullable Consumer<JsonNode> beforeReadingOn) {
    long deadline = System.nanoTime() + EventBuffer.nanos(limit);
    try {
      if (!slots.tryAcquire(EventBuffer.nanos(limit), TimeUnit.NANOSECONDS)) {
        throw new RequestTimedOut(method, limit);
      }
      try {
        return exchange(method, params, limit, deadline, beforeReadingOn);
      } finally {
        slots.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallInterrupted(method, e);
    }
  }

  void notify(String method) {
    send(Json.object().put("method", method));
  }

  /** Sends a message that expects no answer; returns whether it could be sent. */
  boolean send(ObjectNode message) {
    try {
      transport.send(Json.MAPPER.writeValueAsString(message));
      return true;
    } catch (IOException e) {
      log.debug("could not send to Codex: {}", e.toString());
      return false;
    }
  }

  @Nullable TransportEnd end() {
    return end;
  }

  Garbage garbage() {
    return garbage;
  }

  @Override
  public void received(String message) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(message);
    } catch (JacksonException e) {
      refuse(message);
      return;
    }
    dispatch(node);
  }

  @Override
  public void received(byte[] buffer, int offset, int length) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(buffer, offset, length);
    } catch (JacksonException e) {
      refuse(Garbage.sample(buffer, offset, length));
      return;
    }
    dispatch(node);
  }

  @Override
  public void ended(TransportEnd why) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    end = why;
    endKnown.countDown();
    for (Long id : List.copyOf(pending.keySet())) {
      PendingCall call = pending.remove(id);
      if (call != null) {
        call.fail(gone(why));
      }
    }
    incoming.ended(why);
  }

  private JsonNode exchange(
      String method,
      JsonNode params,
      Duration limit,
      long deadline,
      @Nullable Consumer<JsonNode> beforeReadingOn)
      throws InterruptedException {
    long id = lastId.incrementAndGet();
    ObjectNode message = Json.object().put("id", id).put("method", method);
    message.set("params", params);
    PendingCall call = new PendingCall(method, beforeReadingOn);
    pending.put(id, call);
    try {
      failIfEnded();
      transport.send(Json.MAPPER.writeValueAsString(message));
      boolean answered = call.await(deadline - System.nanoTime());
      // Whoever takes the call out of the map decides: an answer being read right now is waited
      // for.
      if (!answered && pending.remove(id) != null) {
        throw new RequestTimedOut(method, limit);
      }
      call.await(EventBuffer.nanos(limit));
      return call.result();
    } catch (IOException e) {
      awaitReason(deadline);
      throw new CodexUnavailable(
          "Sending " + method + " to Codex failed: " + e.getMessage(), null, List.of(), e);
    } finally {
      pending.remove(id);
    }
  }

  /** What cannot be written to is ending; the transport may need a moment to find out why. */
  private void awaitReason(long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while sending");
    }
    long longest = Math.min(REASON_LIMIT.toNanos(), deadline - System.nanoTime());
    var unused = endKnown.await(longest, TimeUnit.NANOSECONDS);
    failIfEnded();
  }

  private void failIfEnded() {
    TransportEnd why = end;
    if (why != null) {
      throw gone(why);
    }
  }

  private static CodexUnavailable gone(TransportEnd why) {
    return new CodexUnavailable(
        Failures.describe(why) + " Open a new connection and resume the thread.",
        why.exitCode(),
        why.lastStderrLines(),
        null);
  }

  private void dispatch(JsonNode message) {
    try {
      JsonNode method = message.get("method");
      if (method != null && method.isString()) {
        garbage.sawMessage();
        call(method.stringValue(), message);
      } else if (message.has("result") || message.has("error")) {
        garbage.sawMessage();
        answer(message);
      } else {
        refuse(message.toString());
      }
    } catch (RuntimeException e) {
      log.warn("a message of Codex could not be handled and is skipped", e);
    }
  }

  private void call(String method, JsonNode message) {
    JsonNode given = message.get("params");
    JsonNode params = given == null || !given.isObject() ? Json.object() : given;
    JsonNode id = message.get("id");
    if (id == null || id.isNull()) {
      incoming.notification(method, params);
      return;
    }
    RequestId requestId = RequestId.of(id);
    if (requestId == null) {
      log.debug("a request {} with an id that is neither number nor string is skipped", method);
    } else {
      incoming.request(requestId, method, params);
    }
  }

  private void answer(JsonNode message) {
    Long id = Json.number(message, "id");
    PendingCall call = id == null ? null : pending.remove(id);
    if (call == null) {
      log.debug("an answer to no waiting request (id {}) is skipped", message.get("id"));
      return;
    }
    JsonNode error = message.get("error");
    if (error == null || error.isNull()) {
      call.succeed(message.path("result"));
      return;
    }
    Integer code = Json.integer(error, "code");
    call.fail(
        new RpcFailed(
            call.method(),
            code == null ? 0 : code,
            Json.textOrEmpty(error, "message"),
            Json.value(error, "data")));
  }

  private void refuse(String text) {
    if (garbage.refuse(text)) {
      ended(TransportEnd.because(garbage.describe()));
    }
  }

  private static long jittered(long pauseMs) {
    long jitter = Math.min(OVERLOAD_JITTER_MS, pauseMs / 2);
    return pauseMs + ThreadLocalRandom.current().nextLong(-jitter, jitter + 1);
  }

  private static void pause(String method, long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallInterrupted(method, e);
    }
  }
}
