package ai.band.local.socket;

import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.World;

/** Who may join which topic. */
final class TopicRights {
  /** The answer to a join. */
  enum Verdict {
    GRANTED,
    UNAUTHORIZED,
    UNMATCHED
  }

  private final World world;

  TopicRights(World world) {
    this.world = world;
  }

  Verdict judge(Identity who, String topic) {
    int colon = topic.indexOf(':');
    if (colon < 0) {
      return Verdict.UNMATCHED;
    }
    String id = topic.substring(colon + 1);
    boolean granted;
    switch (topic.substring(0, colon)) {
      case "agent_control", "agent_rooms", "agent_contacts" ->
          granted = who instanceof RegisteredAgent && who.id().equals(id);
      case "user_rooms", "user_contacts", "tasks" ->
          granted = who instanceof Person && who.id().equals(id);
      case "chat_room", "room_participants", "room_tasks" -> granted = participates(who, id);
      default -> {
        return Verdict.UNMATCHED;
      }
    }
    return granted ? Verdict.GRANTED : Verdict.UNAUTHORIZED;
  }

  private boolean participates(Identity who, String roomId) {
    Room room = world.rooms().byId(roomId);
    return room != null && room.participant(who.id()) != null;
  }
}
