package ai.band.local.world;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an event that calls for a human must say. */
final class AttentionRules {
  private static final Set<String> KINDS = Set.of("question", "assumption", "failure", "review");
  private static final String POINTER = "/event/metadata";

  private AttentionRules() {}

  static void check(Room room, @Nullable ObjectNode metadata) {
    JsonNode kind = metadata == null ? null : metadata.get("kind");
    if (metadata == null || kind == null || !kind.isString()) {
      throw Refusal.invalid(POINTER + "/kind", "can't be blank");
    }
    if (!KINDS.contains(kind.stringValue())) {
      throw Refusal.invalid(POINTER + "/kind", "is invalid");
    }
    JsonNode blocking = metadata.get("blocking");
    if (blocking != null && !blocking.isBoolean()) {
      throw Refusal.invalid(POINTER + "/blocking", "is invalid");
    }
    JsonNode task = metadata.get("task_id");
    if (task != null && (!task.isString() || room.board().find(task.stringValue()) == null)) {
      throw Refusal.invalid(POINTER + "/task_id", "is not a task of this room");
    }
    JsonNode resolves = metadata.get("resolves");
    if (resolves != null && !isAttention(room, resolves)) {
      throw Refusal.invalid(POINTER + "/resolves", "is not an attention event of this room");
    }
  }

  private static boolean isAttention(Room room, JsonNode id) {
    Entry entry = id.isString() ? room.entry(id.stringValue()) : null;
    return entry != null && entry.type().equals("attention");
  }
}
