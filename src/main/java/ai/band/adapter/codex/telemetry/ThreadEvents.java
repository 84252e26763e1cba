package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.Emit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The task events by which a room finds its thread again after a restart. */
final class ThreadEvents {
  private static final String TITLE = "Codex thread";

  /** Six digits and an offset in numbers: every reader of ISO 8601 takes that. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

  private final RoomContext room;
  private final Outbox outbox;

  ThreadEvents(RoomContext room, Outbox outbox) {
    this.room = room;
    this.outbox = outbox;
  }

  void mapped(ThreadFacts thread) {
    String transport = room.config().transport().name().toLowerCase(Locale.ROOT);
    Map<String, Object> metadata = facts(thread);
    metadata.put("codex_created_at", TIME.format(Instant.now().atOffset(ZoneOffset.UTC)));
    metadata.put("codex_transport", transport);
    post(TaskText.of(thread.threadId(), TITLE, "mapped", "Transport: " + transport), metadata);
  }

  void resumed(ThreadFacts thread) {
    Map<String, Object> metadata = facts(thread);
    metadata.put("codex_resumed", true);
    post(TaskText.of(thread.threadId(), TITLE, "resumed", "Room: " + room.roomId()), metadata);
  }

  void archived(@Nullable String threadId) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_event_type", "thread_archived");
    metadata.put("codex_archived_thread_id", threadId);
    metadata.put("codex_room_id", room.roomId());
    metadata.put("codex_agent_id", room.self().id());
    post(TaskText.of(null, TITLE, "archived", null), metadata);
  }

  private Map<String, Object> facts(ThreadFacts thread) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_thread_id", thread.threadId());
    metadata.put("codex_room_id", room.roomId());
    metadata.put("codex_agent_id", room.self().id());
    if (thread.instructionsHash() != null) {
      metadata.put("codex_instructions_hash", thread.instructionsHash());
    }
    if (thread.toolsHash() != null) {
      metadata.put("codex_tools_hash", thread.toolsHash());
    }
    return metadata;
  }

  private void post(String content, Map<String, Object> metadata) {
    if (room.features().emits(Emit.TASK_EVENTS)) {
      // In its place among the turns' events: the newest one names the thread to be resumed.
      outbox.add(new RoomEvent("task", content, metadata, Weight.HEAVY, null));
    }
  }
}
