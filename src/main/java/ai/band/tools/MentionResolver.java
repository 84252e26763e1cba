package ai.band.tools;

import ai.band.api.Participant;
import ai.band.api.RoomHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the participants that a model means. Handles, names and ids are compared without regard to
 * case; on a miss the room's participants are read once more.
 */
final class MentionResolver {
  private static final String AVAILABLE = "Available handles: ";

  private final RoomHandle room;

  MentionResolver(RoomHandle room) {
    this.room = room;
  }

  /** The participants meant, each once, in the order given. */
  List<Participant> resolve(List<String> wanted) {
    List<String> names =
        wanted.stream().map(MentionResolver::plain).filter(n -> !n.isEmpty()).toList();
    if (names.isEmpty()) {
      throw new ToolRefused("At least one mention is needed. " + available());
    }
    List<Participant> known = room.participants();
    if (!names.stream().allMatch(name -> find(known, name) != null)) {
      return resolveIn(room.refreshParticipants(), names);
    }
    return resolveIn(known, names);
  }

  private List<Participant> resolveIn(List<Participant> participants, List<String> names) {
    Map<String, Participant> found = new LinkedHashMap<>();
    for (String name : names) {
      Participant participant = find(participants, name);
      if (participant == null) {
        throw new ToolRefused("Nobody in this room is called '" + name + "'. " + available());
      }
      if (participant.id().equals(room.self().id())) {
        throw new ToolRefused("You cannot mention yourself. " + available());
      }
      found.put(participant.id(), participant);
    }
    return List.copyOf(found.values());
  }

  String available() {
    Set<String> handles = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    room.participants().stream()
        .filter(participant -> !participant.id().equals(room.self().id()))
        .map(Participant::handle)
        .filter(Objects::nonNull)
        .filter(handle -> !handle.isBlank())
        .forEach(handles::add);
    return AVAILABLE + handles;
  }

  /** The participant with this handle, else this id, else this display name. */
  static @Nullable Participant find(List<Participant> participants, String name) {
    String plain = plain(name);
    Participant byHandle = first(participants, plain, Participant::handle);
    if (byHandle != null) {
      return byHandle;
    }
    Participant byId = first(participants, plain, Participant::id);
    return byId != null ? byId : byName(participants, plain);
  }

  /** Names are no keys: whom of several to tell would be a guess. */
  private static @Nullable Participant byName(List<Participant> participants, String name) {
    List<Participant> named =
        participants.stream().filter(each -> each.name().equalsIgnoreCase(name)).toList();
    if (named.size() > 1) {
      throw new ToolRefused(
          "'"
              + name
              + "' is the name of "
              + named.size()
              + ". Use a handle: "
              + named.stream()
                  .map(each -> each.handle() == null ? each.id() : each.handle())
                  .toList()
              + ".");
    }
    return named.isEmpty() ? null : named.getFirst();
  }

  private static @Nullable Participant first(
      List<Participant> participants, String name, Function<Participant, @Nullable String> field) {
    for (Participant participant : participants) {
      String value = field.apply(participant);
      if (value != null && value.equalsIgnoreCase(name)) {
        return participant;
      }
    }
    return null;
  }

  /** Without blanks and without the sign in front; {@code @[[id]]} gives the id. */
  static String plain(String mention) {
    String text = mention.strip();
    if (text.startsWith("@")) {
      text = text.substring(1).strip();
    }
    if (text.startsWith("[[") && text.endsWith("]]")) {
      text = text.substring(2, text.length() - 2).strip();
    }
    return text;
  }
}
