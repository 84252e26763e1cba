package ai.band.local.socket;

import ai.band.local.fault.Faults;
import ai.band.local.fault.FrameFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Sends Phoenix frames to one client, as the faults of the moment allow. */
final class FrameSender {
  private final WebSocketWriter writer;
  private final SocketHub hub;
  private final Faults faults;
  private final Consumer<@Nullable Integer> drop;
  private final ReentrantLock lock = new ReentrantLock(); // guards heldBack and the order
  private byte @Nullable [] heldBack;

  /**
   * @param drop ends the connection, with a close code or without
   */
  FrameSender(WebSocketWriter writer, SocketHub hub, Consumer<@Nullable Integer> drop) {
    this.writer = writer;
    this.hub = hub;
    this.faults = hub.faults();
    this.drop = drop;
  }

  void reply(String topic, byte[] frame) {
    apply(faults.ofFrame(topic, "phx_reply"), frame);
  }

  void end(JsonNode joinRef, String topic, String event, String payload) {
    apply(faults.ofFrame(topic, event), Frames.end(joinRef, topic, event, payload));
  }

  /** Says whether the client gets it in the end. */
  boolean push(JsonNode joinRef, String topic, String event, byte[] payload) {
    FrameFault.Effect effect = faults.ofFrame(topic, event);
    if (effect instanceof FrameFault.Effect.JoinRef(String other)) {
      var nodes = JsonNodeFactory.instance;
      JsonNode ref = other == null ? nodes.nullNode() : nodes.stringNode(other);
      return apply(null, Frames.push(ref, topic, event, payload));
    }
    return apply(effect, Frames.push(joinRef, topic, event, payload));
  }

  void text(String text) {
    apply(null, text.getBytes(StandardCharsets.UTF_8));
  }

  private boolean apply(FrameFault.@Nullable Effect effect, byte[] frame) {
    lock.lock();
    try {
      switch (effect) {
        case null -> write(frame);
        case FrameFault.Effect.JoinRef ignored -> write(frame);
        case FrameFault.Effect.Omit() -> {
          return false;
        }
        case FrameFault.Effect.Duplicate() -> {
          write(frame);
          write(frame);
        }
        case FrameFault.Effect.Delay(Duration duration) ->
            hub.later(duration, () -> writer.text(frame));
        case FrameFault.Effect.Swap() -> swap(frame);
        case FrameFault.Effect.Replace(String text) -> {
          write(text.getBytes(StandardCharsets.UTF_8));
          return false;
        }
        case FrameFault.Effect.Drop(Integer code) -> {
          drop.accept(code);
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void swap(byte[] frame) {
    byte[] earlier = heldBack;
    heldBack = frame;
    if (earlier != null) {
      writer.text(earlier);
    }
  }

  private void write(byte[] frame) {
    writer.text(frame);
    byte[] earlier = heldBack;
    if (earlier != null) {
      heldBack = null;
      writer.text(earlier);
    }
  }
}
