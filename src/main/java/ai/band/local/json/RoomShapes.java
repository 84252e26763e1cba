package ai.band.local.json;

import ai.band.local.world.Control;
import ai.band.local.world.Controls;
import ai.band.local.world.Participant;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Rooms, participants and control signals. */
public final class RoomShapes {
  private RoomShapes() {}

  /** {@code ChatRoom}; also what {@code room_added} carries. */
  public static ObjectNode room(Room room) {
    ObjectNode node = Json.object();
    node.put("id", room.id());
    node.put("title", room.title());
    node.put("task_id", room.taskId());
    Json.put(node, "inserted_at", room.insertedAt());
    Json.put(node, "updated_at", room.updatedAt());
    return node;
  }

  /** {@code MeChatRoom}. */
  public static ObjectNode ownRoom(Room room) {
    ObjectNode node = room(room);
    Json.putOrNull(node, "last_message_at", room.lastMessageAt());
    node.put("status", "active");
    node.put("type", type(room));
    return node;
  }

  /** {@code direct}, {@code group} or {@code task}. */
  public static String type(Room room) {
    String plain = room.participants().size() <= 2 ? "direct" : "group";
    return room.taskId() == null ? plain : "task";
  }

  /** What {@code room_removed} carries. */
  public static ObjectNode removed(Room room, Instant at) {
    ObjectNode node = Json.object();
    node.put("id", room.id());
    node.put("title", room.title());
    node.put("status", "removed");
    Json.put(node, "removed_at", at);
    return node;
  }

  /** {@code ChatParticipant}. */
  public static ObjectNode participant(Participant participant) {
    ObjectNode node = Json.object();
    node.put("id", participant.identity().id());
    node.put("type", participant.identity().type());
    node.put("role", participant.role().wire());
    node.put("status", "active");
    node.put("name", participant.identity().name());
    node.put("handle", participant.identity().handle());
    return node;
  }

  /** {@code ChatParticipantDetails}; also what {@code participant_added} carries. */
  public static ObjectNode participantDetails(Participant participant) {
    ObjectNode node = participant(participant);
    if (participant.identity() instanceof RegisteredAgent agent) {
      node.put("description", agent.description());
      node.put("is_external", true);
    }
    return node;
  }

  /** What {@code agent.control} carries. */
  public static ObjectNode control(Control control) {
    ObjectNode node = Json.object();
    Room room = control.room();
    node.put("type", "agent.control");
    node.put("mode", control.mode().wire());
    node.put("scope", room == null ? "agent" : "room");
    node.put("agent_id", control.agent().id());
    node.put("execution_id", control.executionId());
    node.put("room_id", room == null ? null : room.id());
    node.put("reason", "user_requested");
    node.put("correlation_id", control.correlationId());
    return node;
  }

  public static ObjectNode execution(Controls.Execution execution) {
    ObjectNode node = Json.object();
    node.put("id", execution.id());
    node.put("agent_id", execution.agent().id());
    node.put("chat_room_id", execution.room().id());
    node.put("status", execution.status());
    Json.put(node, "inserted_at", execution.insertedAt());
    return node;
  }
}
