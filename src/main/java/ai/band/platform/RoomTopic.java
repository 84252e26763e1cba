package ai.band.platform;

/** The topics that a room has on the socket, the most important first. */
public enum RoomTopic {
  CHAT("chat_room:", 10),
  PARTICIPANTS("room_participants:", 20),
  TASKS("room_tasks:", 30);

  private final String prefix;
  private final int priority;

  RoomTopic(String prefix, int priority) {
    this.prefix = prefix;
    this.priority = priority;
  }

  String of(String roomId) {
    return prefix + roomId;
  }

  int priority() {
    return priority;
  }
}
