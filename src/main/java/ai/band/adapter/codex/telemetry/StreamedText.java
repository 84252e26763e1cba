package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows reasoning, plan and remarks while Codex writes them, as far as that is wanted. */
final class StreamedText {
  private static final String COMMENTARY = "commentary";

  private final TurnEvents turn;
  private final boolean reasoning;
  private final boolean plan;
  private final boolean commentary;
  private final Map<Key, Written> open = new LinkedHashMap<>(4);

  StreamedText(TurnEvents turn) {
    this.turn = turn;
    this.reasoning = turn.room().config().streamReasoningEvents();
    this.plan = turn.room().config().streamPlanEvents();
    this.commentary = turn.room().config().streamCommentaryEvents();
  }

  void started(ThreadItem item) {
    end(item.id()); // begun once more after a broken connection
    if (commentary && item instanceof ThreadItem.AgentMessage message && message.isCommentary()) {
      written(item.id(), COMMENTARY);
    }
  }

  void message(TurnEvent.AgentMessageDelta delta) {
    boolean remark =
        open.containsKey(new Key(delta.itemId(), COMMENTARY)) || COMMENTARY.equals(delta.phase());
    if (commentary && remark) {
      append(written(delta.itemId(), COMMENTARY), delta.delta());
    }
  }

  void reasoning(TurnEvent.ReasoningDelta delta) {
    if (!reasoning || delta.delta().isEmpty()) {
      return;
    }
    String method =
        delta.summary() ? "item/reasoning/summaryTextDelta" : "item/reasoning/textDelta";
    Written text = written(delta.itemId(), method);
    if (text.any && text.part != delta.index()) {
      append(text, "\n\n");
    }
    text.part = delta.index();
    append(text, delta.delta());
  }

  void plan(TurnEvent.PlanDelta delta) {
    if (plan) {
      append(written(delta.itemId(), "plan"), delta.delta());
    }
  }

  void completed(ThreadItem item) {
    if (commentary && item instanceof ThreadItem.AgentMessage message && message.isCommentary()) {
      Written text = written(item.id(), COMMENTARY);
      if (!text.any) {
        append(text, message.text());
      }
    }
    end(item.id());
  }

  private void end(String itemId) {
    for (Iterator<Map.Entry<Key, Written>> each = open.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<Key, Written> entry = each.next();
      if (entry.getKey().itemId().equals(itemId)) {
        turn.outbox().end(entry.getValue().stream);
        each.remove();
      }
    }
  }

  /** What was not completed ends where it is. */
  void turnEnded() {
    open.values().forEach(text -> turn.outbox().end(text.stream));
    open.clear();
  }

  private void append(Written text, String delta) {
    if (!delta.isEmpty()) {
      text.any = true;
      turn.outbox().append(text.stream, delta);
    }
  }

  private Written written(String itemId, String kind) {
    return open.computeIfAbsent(new Key(itemId, kind), this::begin);
  }

  private Written begin(Key key) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("streaming", true);
    metadata.put("codex_item_id", key.itemId());
    metadata.put(key.kind().startsWith("item/") ? "codex_event_type" : "subtype", key.kind());
    metadata.putAll(turn.metadata());
    Duration flush = Duration.ofMillis(turn.room().config().streamFlushMs());
    return new Written(new ChunkStream(metadata, turn.gate(), flush));
  }

  /**
   * One text of an item.
   *
   * @param kind the subtype, or the method that brings it
   */
  private record Key(String itemId, String kind) {}

  private static final class Written {
    private final ChunkStream stream;
    private boolean any;
    private int part;

    Written(ChunkStream stream) {
      this.stream = stream;
    }
  }
}
