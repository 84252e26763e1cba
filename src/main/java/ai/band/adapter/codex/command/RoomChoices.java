package ai.band.adapter.codex.command;

import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.RoomSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a choice for one room, or with {@code --all} for every room there is and every one to come.
 */
final class RoomChoices {
  private static final String ALL = "--all";

  private final RoomSessions sessions;
  private final RoomOverrides forNewRooms;

  RoomChoices(RoomSessions sessions, RoomOverrides forNewRooms) {
    this.sessions = sessions;
    this.forNewRooms = forNewRooms;
  }

  /** The words without {@code --all}. */
  static List<String> without(List<String> words) {
    List<String> rest = new ArrayList<>(words);
    rest.removeIf(ALL::equals);
    return rest;
  }

  /** Applies a choice; says where it holds. */
  String apply(CommandCall call, Consumer<RoomOverrides> choice) {
    if (!call.words().contains(ALL)) {
      choice.accept(call.session().room().overrides());
      return "in this room";
    }
    choice.accept(forNewRooms);
    for (RoomSession session : sessions.all()) {
      choice.accept(session.room().overrides());
    }
    return "in all rooms";
  }
}
