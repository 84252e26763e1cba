package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.telemetry.Outbox;
import ai.band.adapter.codex.telemetry.RoomEvent;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.adapter.codex.telemetry.TaskText;
import ai.band.api.Emit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The durable trail: each request and each decision becomes an event of the room. */
final class ApprovalReports {
  private static final List<String> OPTIONS = List.of("accept", "acceptForSession", "decline");

  private final RoomContext room;
  private final Outbox outbox;

  ApprovalReports(RoomContext room, Outbox outbox) {
    this.room = room;
    this.outbox = outbox;
  }

  void requested(PendingRequest pending) {
    if (!room.features().emits(Emit.TASK_EVENTS)) {
      return;
    }
    RunningTurn turn = pending.turn();
    var call = pending.request().call();
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_event_type", "approval_request");
    metadata.put("codex_approval_type", pending.asked().type());
    metadata.put("codex_approval_method", call.method());
    metadata.put("codex_room_id", room.roomId());
    metadata.put("codex_approval_options", OPTIONS);
    metadata.putAll(pending.asked().facts());
    metadata.put("codex_approval_id", pending.id());
    putIfKnown(metadata, "codex_item_id", call.itemId());
    metadata.put("codex_turn_id", turn.turnId());
    metadata.put("codex_thread_id", turn.threadId());
    if (call.parentThreadId() != null) {
      putIfKnown(metadata, "codex_source_thread_id", call.threadId());
    }
    metadata.put("codex_requested_by", turn.message().senderId());
    post(
        "task",
        TaskText.of(pending.id(), "Codex approval request", "pending", pending.asked().summary()),
        metadata,
        Weight.HEAVY,
        turn);
  }

  void decided(AuditEntry entry, Asked asked, RunningTurn turn, Duration waited) {
    room.monitor().approvalDecided(entry.decision());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_event_type", "approval_resolution");
    metadata.put("codex_approval_method", entry.method());
    metadata.put("codex_approval_decision", entry.decision());
    metadata.put("codex_decided_by", entry.decidedBy());
    metadata.put("codex_session_level", entry.sessionLevel());
    metadata.put("codex_room_id", room.roomId());
    metadata.put("codex_thread_id", turn.threadId());
    metadata.put("codex_timestamp", entry.at().toString());
    metadata.put("codex_approval_id", entry.requestId());
    putIfKnown(metadata, "codex_decided_by_id", entry.deciderId());
    metadata.put("codex_wait_s", waited.toMillis() / 1000.0);
    if (room.features().emits(Emit.TASK_EVENTS)) {
      post(
          "task",
          TaskText.of(entry.requestId(), "Codex approval", entry.decision(), entry.summary()),
          metadata,
          Weight.HEAVY,
          turn);
    }
    if (room.features().emits(Emit.THOUGHTS)) {
      thought(entry, asked, turn);
    }
  }

  private void thought(AuditEntry entry, Asked asked, RunningTurn turn) {
    String how =
        entry.deciderId() == null
            ? "automatically (" + entry.decidedBy() + ")"
            : "by " + ShownText.words(entry.decidedBy());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_approval_method", entry.method());
    metadata.put("codex_approval_type", asked.type());
    metadata.put("codex_approval_options", OPTIONS);
    metadata.put("codex_approval_decision", entry.decision());
    metadata.put("codex_room_id", room.roomId());
    post(
        "thought",
        "Codex asked: " + entry.summary() + ". Decided " + how + ": " + entry.decision() + ".",
        metadata,
        Weight.NORMAL,
        turn);
  }

  private void post(
      String type, String content, Map<String, Object> metadata, Weight weight, RunningTurn turn) {
    // A decision is recorded even when its turn has been silenced: the trail must not have holes.
    outbox.addUrgent(
        new RoomEvent(
            type, content, metadata, weight, weight == Weight.HEAVY ? null : turn.gate()));
  }

  private static void putIfKnown(
      Map<String, Object> metadata, String key, @org.jspecify.annotations.Nullable Object value) {
    if (value != null) {
      metadata.put(key, value);
    }
  }
}
