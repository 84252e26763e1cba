package ai.band.tools;

import ai.band.api.Participant;
import ai.band.api.RoomHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
    List<String> handles =
        room.participants().stream()
            .filter(participant -> !participant.id().equals(room.self().id()))
            .map(Participant::handle)
            .filter(Objects::nonNull)
            .filter(handle -> !handle.isBlank())
            .distinct()
            .toList();
    return AVAILABLE + handles;
  }

  /** The participant with this handle, else this display name, else this id. */
  static @Nullable Participant find(List<Participant> participants, String name) {
    String plain = plain(name);
    Participant byHandle = first(participants, plain, Participant::handle);
    if (byHandle != null) {
      return byHandle;
    }
    Participant byName = first(participants, plain, Participant::name);
    return byName != null ? byName : first(participants, plain, Participant::id);
  }

  private static @Nullable Participant first(
      List<Participant> participants, String name, Function<Participant, @Nullable String> field) {
    for (Participant participant : participants) {
      String value = field.apply(participant);
      if (value != null && value.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
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
