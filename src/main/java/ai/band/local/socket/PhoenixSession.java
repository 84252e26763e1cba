package ai.band.local.socket;

import ai.band.local.fault.Faults;
import ai.band.local.fault.JoinFault;
import ai.band.local.json.Json;
import ai.band.local.world.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One client's socket: its channels and what is sent on them. */
final class PhoenixSession {
  private static final Logger log = LoggerFactory.getLogger(PhoenixSession.class);
  private static final JsonNode NULL = JsonNodeFactory.instance.nullNode();
  private static final int CLOSE_PATIENCE_MILLIS = 2_000;
  private static final int CRASH = 1011;

  private final String id;
  private final Identity identity;
  private final boolean understood;
  private final Socket socket;
  private final WebSocketWriter writer;
  private final FrameSender sender;
  private final SocketHub hub;
  private final SocketSettings settings;
  private final Faults faults;
  // Guards channels and the order of frames: a join's answer precedes what is broadcast after it.
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, JsonNode> channels = new LinkedHashMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param understood false when the client named no protocol version that this server speaks
   */
  PhoenixSession(String id, Identity identity, boolean understood, Socket socket, SocketHub hub) {
    this.id = id;
    this.identity = identity;
    this.understood = understood;
    this.socket = socket;
    this.hub = hub;
    this.settings = hub.settings();
    this.faults = hub.faults();
    this.writer = new WebSocketWriter(socket);
    this.sender = new FrameSender(writer, hub, this::drop);
  }

  String id() {
    return id;
  }

  Identity identity() {
    return identity;
  }

  /** The topics joined now. */
  List<String> topics() {
    lock.lock();
    try {
      return List.copyOf(channels.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** Serves the client until the socket ends. */
  void run(InputStream input) throws IOException {
    Thread sender = Thread.ofVirtual().name("local-band-socket-" + id).start(writer);
    socket.setSoTimeout((int) settings.idleTimeout().toMillis());
    var reader = new WebSocketReader(input, writer::pong);
    try {
      while (true) {
        switch (reader.next()) {
          case WebSocketMessage.Text(String text) -> receive(text);
          case WebSocketMessage.Binary() -> close(CRASH);
          case WebSocketMessage.Closed(int code) -> {
            writer.close(code);
            return;
          }
        }
      }
    } catch (SocketTimeoutException e) {
      close(settings.idleCloseCode());
    } catch (WebSocketReader.ProtocolError e) {
      close(e.closeCode);
    } catch (IOException e) {
      log.debug("socket {} of {} ended: {}", id, identity, e.toString());
    } finally {
      leaveAll();
      writer.stop();
      awaitEnd(sender);
    }
  }

  void sendText(String text) {
    sender.text(text);
  }

  private static void awaitEnd(Thread sender) {
    try {
      sender.join(Duration.ofMillis(CLOSE_PATIENCE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(String text) {
    if (ended.get()) {
      return; // only the answer to our close frame is of interest now
    }
    ClientFrame frame = understood ? ClientFrame.parse(text) : null;
    if (frame == null) {
      close(CRASH);
      return;
    }
    if (frame.topic().equals("phoenix")) {
      phoenix(frame);
    } else if (frame.event().equals("phx_join")) {
      join(frame);
    } else if (frame.event().equals("phx_leave")) {
      leave(frame);
    } else {
      push(frame);
    }
  }

  private void phoenix(ClientFrame frame) {
    if (!frame.event().equals("heartbeat")) {
      unmatched(frame);
    } else if (faults.answersHeartbeats()) {
      sender.reply(frame.topic(), Frames.reply(NULL, frame.ref(), frame.topic(), "ok", "{}"));
    }
  }

  private void unmatched(ClientFrame frame) {
    byte[] refusal =
        Frames.reply(NULL, frame.ref(), frame.topic(), "error", Frames.reason("unmatched topic"));
    sender.reply(frame.topic(), refusal);
  }

  private void join(ClientFrame frame) {
    String refusal = null;
    for (JoinFault.Effect effect : faults.ofJoin(frame.topic())) {
      switch (effect) {
        case JoinFault.Effect.Ignore() -> {
          return;
        }
        case JoinFault.Effect.Refuse(String reason) -> refusal = reason;
        case JoinFault.Effect.Delay(Duration duration) -> pause(duration);
      }
    }
    lock.lock();
    try {
      if (ended.get()) {
        return;
      }
      if (refusal == null) {
        refusal = refusal(frame.topic());
      }
      if (refusal != null && refusal.equals("unmatched topic")) {
        unmatched(frame);
        return;
      }
      JsonNode joinRef = frame.joinRef().isNull() ? frame.ref() : frame.joinRef();
      JsonNode old = channels.remove(frame.topic());
      String status = refusal == null ? "ok" : "error";
      String response = refusal == null ? "{}" : Frames.reason(refusal);
      if (refusal == null) {
        channels.put(frame.topic(), joinRef);
        hub.subscribe(frame.topic(), this);
      } else if (old != null) {
        hub.unsubscribe(frame.topic(), this);
      }
      byte[] reply = Frames.reply(joinRef, frame.ref(), frame.topic(), status, response);
      sender.reply(frame.topic(), reply);
      if (old != null) {
        sender.end(old, frame.topic(), "phx_close", "{}");
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String refusal(String topic) {
    boolean full = channels.size() >= settings.maxChannels() && !channels.containsKey(topic);
    return switch (hub.rights().judge(identity, topic)) {
      case UNMATCHED -> "unmatched topic";
      case UNAUTHORIZED -> full ? "too many channels joined" : "unauthorized";
      case GRANTED -> full ? "too many channels joined" : null;
    };
  }

  private void leave(ClientFrame frame) {
    lock.lock();
    try {
      JsonNode joined = channels.get(frame.topic());
      boolean nullIsEnough =
          frame.joinRef().isNull() && settings.phoenix() == SocketSettings.Phoenix.V1_8;
      if (joined != null && !joined.equals(frame.joinRef()) && !nullIsEnough) {
        return; // Phoenix says nothing, and the channel stays
      }
      byte[] reply =
          Frames.reply(
              joined == null ? frame.joinRef() : joined, frame.ref(), frame.topic(), "ok", "{}");
      sender.reply(frame.topic(), reply);
      if (joined != null) {
        forget(frame.topic());
        sender.end(joined, frame.topic(), "phx_close", "{}");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Band's channels take no events from clients: one crashes the channel, as in Phoenix. */
  private void push(ClientFrame frame) {
    lock.lock();
    try {
      JsonNode joined = channels.get(frame.topic());
      if (joined == null) {
        unmatched(frame);
      } else if (settings.phoenix() == SocketSettings.Phoenix.V1_7
          || joined.equals(frame.joinRef())) {
        crash(frame.topic());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends a channel as if its process had crashed; false when it is not joined. */
  boolean crash(String topic) {
    boolean newer = settings.phoenix() == SocketSettings.Phoenix.V1_8;
    return end(topic, "phx_error", newer ? "{\"reason\":\"channel_crash\"}" : "{}");
  }

  /** Ends a channel as if its process had stopped; false when it is not joined. */
  boolean closeChannel(String topic) {
    return end(topic, "phx_close", "{}");
  }

  private boolean end(String topic, String event, String payload) {
    lock.lock();
    try {
      JsonNode joined = channels.get(topic);
      if (joined == null) {
        return false;
      }
      forget(topic);
      sender.end(joined, topic, event, payload);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void forget(String topic) {
    channels.remove(topic);
    hub.unsubscribe(topic, this);
  }

  private void leaveAll() {
    lock.lock();
    try {
      channels.keySet().forEach(topic -> hub.unsubscribe(topic, this));
      channels.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Sends a push if the topic is joined; says whether it was sent. */
  boolean broadcast(String topic, String event, byte[] payload) {
    lock.lock();
    try {
      JsonNode joined = channels.get(topic);
      if (joined == null) {
        return false;
      }
      JsonNode joinRef = settings.joinRefInPushes() ? joined : NULL;
      return sender.push(joinRef, topic, event, payload);
    } finally {
      lock.unlock();
    }
  }

  /** Tells the client that another socket takes over, then closes. */
  void supersede() {
    if (settings.announceSupersede()) {
      broadcast("agent_control:" + identity.id(), "supersede", supersedePayload());
    }
    close(settings.phoenix().forcedCloseCode());
  }

  private byte[] supersedePayload() {
    return Json.bytes(
        Json.object()
            .put("reason", "session.already_connected")
            .put("message", "A newer connection of this agent took over.")
            .put("retryable", false)
            .put("target_socket_id", "agent_socket:" + identity.id())
            .put("correlation_id", "evict-" + id));
  }

  /** Ends the connection; {@code code} null: without a close frame. */
  void drop(@Nullable Integer code) {
    if (code == null) {
      writer.abort();
    } else {
      close(code);
    }
  }

  /** Sends a close frame and gives the client a moment to answer it. */
  void close(int code) {
    ended.set(true);
    leaveAll();
    writer.close(code);
    hub.later(Duration.ofMillis(CLOSE_PATIENCE_MILLIS), writer::abort);
  }

  /** Ends the connection as a server that is shut down does. */
  void shutDown() {
    close(topics().isEmpty() ? 1000 : 1012);
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
