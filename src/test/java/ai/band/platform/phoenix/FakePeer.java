package ai.band.platform.phoenix;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One connection at the {@link FakePhoenixServer}: what it sent, and what it gets for it. */
final class FakePeer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WebSocketPipe pipe;
  private final FakeChannels channels;
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Map<String, String> joined = new ConcurrentHashMap<>();
  private final Set<String> joinRefs = new HashSet<>();
  private final AtomicInteger joinsInFlight = new AtomicInteger();
  private final AtomicInteger mostJoinsInFlight = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Integer closeCode;
  private volatile boolean scripted;
  private volatile boolean echoClose = true;

  FakePeer(WebSocketPipe pipe, FakeChannels channels) {
    this.pipe = pipe;
    this.channels = channels;
  }

  void serve() {
    try {
      while (true) {
        WebSocketPipe.Message message = pipe.read();
        if (message.opcode() == WebSocketPipe.CLOSE) {
          closeCode = message.closeCode();
          if (echoClose) {
            pipe.close(1000);
            pipe.cut();
          }
          return;
        }
        take(message.text());
      }
    } catch (IOException e) {
      // Ended without a close frame.
    } finally {
      ended.countDown();
    }
  }

  // Sending.

  void send(String frame) {
    pipe.text(frame);
  }

  void broadcast(String topic, String event, String payload) {
    send("[null,null,\"" + topic + "\",\"" + event + "\"," + payload + "]");
  }

  void crash(String topic) {
    String ref = "\"" + joined.remove(topic) + "\"";
    String payload = channels.reasonInErrors ? "{\"reason\":\"channel_crash\"}" : "{}";
    send("[" + ref + "," + ref + ",\"" + topic + "\",\"phx_error\"," + payload + "]");
  }

  void stop(String topic) {
    String ref = "\"" + joined.remove(topic) + "\"";
    send("[" + ref + "," + ref + ",\"" + topic + "\",\"phx_close\",{}]");
  }

  /** Loses the channel without telling anyone. */
  void forget(String topic) {
    joined.remove(topic);
  }

  void close(int code) {
    pipe.close(code);
  }

  void cut() {
    pipe.cut();
  }

  WebSocketPipe pipe() {
    return pipe;
  }

  /** From now on frames are recorded, and nothing is answered but by the test. */
  void scripted() {
    scripted = true;
  }

  void ignoreClose() {
    echoClose = false;
  }

  // Looking.

  List<JsonNode> received() {
    return received;
  }

  List<JsonNode> received(String event) {
    return received.stream().filter(frame -> frame.get(3).asString().equals(event)).toList();
  }

  /** What no client may do. */
  List<String> violations() {
    return violations;
  }

  int mostJoinsInFlight() {
    return mostJoinsInFlight.get();
  }

  String joinRef(String topic) {
    return String.valueOf(joined.get(topic));
  }

  boolean joined(String topic) {
    return joined.containsKey(topic);
  }

  int joinedCount() {
    return joined.size();
  }

  /** The first frame, now or later, that fits. */
  JsonNode await(Predicate<JsonNode> which) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> received.stream().filter(which).findFirst().orElse(null), f -> f != null);
  }

  JsonNode await(String topic, String event) {
    return await(topic, event, 1);
  }

  /** The n-th frame of that topic and event. */
  JsonNode await(String topic, String event, int n) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                received.stream()
                    .filter(f -> f.get(2).asString().equals(topic))
                    .filter(f -> f.get(3).asString().equals(event))
                    .skip(n - 1)
                    .findFirst()
                    .orElse(null),
            f -> f != null);
  }

  /** The close code the client sent; null if it sent none. */
  @Nullable Integer awaitEnd() throws InterruptedException {
    if (!ended.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the connection is still there after a minute");
    }
    return closeCode;
  }

  // Behaving like a Phoenix server.

  private void take(String text) {
    JsonNode frame;
    try {
      frame = JSON.readTree(text);
    } catch (JacksonException e) {
      pipe.close(1011);
      return;
    }
    if (!frame.isArray() || frame.size() < 5) {
      pipe.close(1011);
      return;
    }
    received.add(frame);
    if (scripted) {
      return;
    }
    String topic = frame.get(2).asString();
    switch (frame.get(3).asString()) {
      case "phx_join" -> join(frame, topic);
      case "phx_leave" -> leave(frame, topic);
      case "heartbeat" -> heartbeat(frame);
      default -> push(frame, topic);
    }
  }

  private void heartbeat(JsonNode frame) {
    if (channels.heartbeatsAnswered) {
      send(
          "[null,"
              + frame.get(1)
              + ",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]");
    }
  }

  private void join(JsonNode frame, String topic) {
    if (!joinRefs.add(frame.get(0).toString())) {
      violations.add("join_ref used twice: " + frame);
    }
    if (!frame.get(0).equals(frame.get(1))) {
      violations.add("join with ref other than join_ref: " + frame);
    }
    mostJoinsInFlight.accumulateAndGet(joinsInFlight.incrementAndGet(), Math::max);
    if (channels.joinsInParallel) {
      Thread.ofVirtual().start(() -> answerJoin(frame, topic));
    } else {
      answerJoin(frame, topic);
    }
  }

  private void answerJoin(JsonNode frame, String topic) {
    LockSupport.parkNanos(channels.joinMillis * 1_000_000);
    joinsInFlight.decrementAndGet();
    String old = joined.get(topic);
    if (channels.refuses(topic)) {
      reply(frame, frame.get(0).toString(), "error", reason(channels.refusalOf(topic)));
    } else if (old == null && joined.size() >= channels.limit) {
      reply(frame, frame.get(0).toString(), "error", reason("too many channels joined"));
    } else {
      switch (channels.onJoin(topic)) {
        case ACCEPT -> {
          joined.put(topic, frame.get(0).asString());
          reply(frame, frame.get(0).toString(), "ok", "{}");
        }
        case UNMATCHED -> reply(frame, "null", "error", reason("unmatched topic"));
        case CRASH -> reply(frame, frame.get(0).toString(), "error", reason("join crashed"));
        case IGNORE -> {}
      }
    }
    if (old != null) {
      send("[\"" + old + "\",\"" + old + "\",\"" + topic + "\",\"phx_close\",{}]");
    }
  }

  private void leave(JsonNode frame, String topic) {
    String current = joined.get(topic);
    if (current == null) {
      reply(frame, frame.get(0).toString(), "ok", "{}");
    } else if (current.equals(frame.get(0).asString()) && !channels.ignoresLeaves(topic)) {
      joined.remove(topic);
      reply(frame, frame.get(0).toString(), "ok", "{}");
      send("[" + frame.get(0) + "," + frame.get(0) + ",\"" + topic + "\",\"phx_close\",{}]");
    }
  }

  private void push(JsonNode frame, String topic) {
    String current = joined.get(topic);
    if (current == null) {
      reply(frame, "null", "error", reason("unmatched topic"));
      return;
    }
    if (!current.equals(frame.get(0).asString())) {
      violations.add("push without the current join_ref: " + frame);
      return;
    }
    switch (frame.get(3).asString()) {
      case "echo" -> reply(frame, frame.get(0).toString(), "ok", frame.get(4).toString());
      case "refuse" -> reply(frame, frame.get(0).toString(), "error", "{\"reason\":\"no\"}");
      case "silent" -> {}
      default -> crash(topic);
    }
  }

  private static String reason(String reason) {
    ObjectNode node = JSON.createObjectNode();
    return node.put("reason", reason).toString();
  }

  private void reply(JsonNode frame, String joinRef, String status, String response) {
    send(
        "["
            + joinRef
            + ","
            + frame.get(1)
            + ","
            + frame.get(2)
            + ",\"phx_reply\",{\"response\":"
            + response
            + ",\"status\":\""
            + status
            + "\"}]");
  }
}
