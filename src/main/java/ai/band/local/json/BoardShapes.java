package ai.band.local.json;

import ai.band.local.world.BoardEvent;
import ai.band.local.world.BoardTask;
import ai.band.local.world.Goal;
import ai.band.local.world.Identity;
import ai.band.local.world.Room;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tasks, their history, and the room's goal. */
public final class BoardShapes {
  private static final int EMBEDDED = 100;

  private BoardShapes() {}

  /** {@code Task}. */
  public static ObjectNode task(BoardTask task, boolean withHistory) {
    ObjectNode node = Json.object();
    node.put("id", task.id());
    node.put("number", task.number());
    node.put("chat_room_id", task.room().id());
    node.put("subject", task.subject());
    node.put("detail", task.detail());
    node.put("state", task.state().wire());
    node.put("overall_status", task.overallStatus());
    node.put("superseded_by_id", task.supersededBy());
    node.set("created_by", actor(task.createdBy()));
    ArrayNode assignments = node.putArray("assignments");
    task.assignments().forEach(assignment -> assignments.add(assignment(assignment)));
    Json.put(node, "inserted_at", task.insertedAt());
    Json.put(node, "updated_at", task.updatedAt());
    if (withHistory) {
      embed(node, task.history());
    }
    return node;
  }

  /** {@code TaskEvent} or {@code BoardEvent}. */
  public static ObjectNode event(BoardEvent event) {
    ObjectNode node = Json.object();
    node.put("event", event.event());
    node.set("actor", actor(event.actor()));
    Json.put(node, "at", event.at());
    node.set("payload", event.payload());
    return node;
  }

  /** {@code Board}. */
  public static ObjectNode board(Room room, boolean withHistory) {
    Goal goal = room.board().goal();
    ObjectNode node = Json.object();
    node.put("chat_room_id", room.id());
    node.put("goal_title", goal.title());
    node.put("goal_summary", goal.summary());
    node.set("created_by", actorOrNull(goal.createdBy()));
    node.set("updated_by", actorOrNull(goal.updatedBy()));
    Json.putOrNull(node, "inserted_at", goal.insertedAt());
    Json.putOrNull(node, "updated_at", goal.updatedAt());
    if (withHistory) {
      embed(node, goal.history());
    }
    return node;
  }

  private static void embed(ObjectNode node, List<BoardEvent> history) {
    List<BoardEvent> all = List.copyOf(history);
    int from = Math.max(0, all.size() - EMBEDDED);
    ArrayNode list = node.putArray("history");
    all.subList(from, all.size()).forEach(event -> list.add(event(event)));
    node.put("history_truncated", from > 0);
  }

  private static ObjectNode assignment(BoardTask.Assignment assignment) {
    ObjectNode node = Json.object();
    node.set("assignee", actor(assignment.assignee()));
    node.put("status", assignment.status());
    node.put("active_form", assignment.activeForm());
    node.put("linked_native_id", assignment.linkedNativeId());
    Json.put(node, "updated_at", assignment.updatedAt());
    return node;
  }

  private static @Nullable ObjectNode actorOrNull(@Nullable Identity identity) {
    return identity == null ? null : actor(identity);
  }

  private static ObjectNode actor(Identity identity) {
    ObjectNode node = Json.object();
    node.put("id", identity.id());
    node.put("name", identity.name());
    node.put("type", identity.type());
    node.put("handle", identity.handle());
    return node;
  }
}
