package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.Emit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one turn go and what they all say of themselves.
 *
 * @param sourceThreadId the sub-agent's thread that they come from, or null for the turn's own
 */
record TurnEvents(
    RoomContext room,
    Outbox outbox,
    @Nullable String threadId,
    @Nullable String turnId,
    @Nullable String sourceThreadId,
    @Nullable PostGate gate) {

  TurnEvents ofSubAgent(String childThreadId) {
    return new TurnEvents(room, outbox, threadId, turnId, childThreadId, gate);
  }

  boolean emits(Emit flag) {
    return room.features().emits(flag);
  }

  /** Room, thread and turn; to be added to. */
  Map<String, Object> metadata() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_room_id", room.roomId());
    metadata.put("codex_thread_id", threadId);
    metadata.put("codex_turn_id", turnId);
    if (sourceThreadId != null) {
      metadata.put("codex_source_thread_id", sourceThreadId);
    }
    return metadata;
  }

  /** Room, thread and turn behind the kind of the event. */
  Map<String, Object> metadata(String eventType) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_event_type", eventType);
    metadata.putAll(metadata());
    return metadata;
  }

  void thought(String text) {
    post("thought", text, metadata(), Weight.LIGHT);
  }

  void task(String content, Map<String, Object> metadata, Weight weight) {
    post("task", content, metadata, weight);
  }

  void post(String type, String content, Map<String, Object> metadata, Weight weight) {
    if (!content.isBlank()) {
      outbox.add(new RoomEvent(type, content, metadata, weight, gate));
    }
  }

  void error(String content, Map<String, Object> metadata) {
    outbox.addUrgent(new RoomEvent("error", content, metadata, Weight.HEAVY, gate));
  }
}
