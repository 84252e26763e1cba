package ai.band.local.world;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who a message reaches, and what Band refuses about it. */
final class MentionRules {
  private static final String POINTER = "/message/mentions";

  private final List<Mention> mentions = new ArrayList<>();
  private final List<Mention> references = new ArrayList<>();

  private MentionRules() {}

  /**
   * Applies the rules.
   *
   * @throws Refusal with one of Band's mention codes
   */
  static MentionRules apply(Room room, Identity sender, List<Mention.Wish> wishes) {
    var rules = new MentionRules();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < wishes.size(); i++) {
      Mention.Wish wish = wishes.get(i);
      String pointer = POINTER + "/" + i;
      boolean delivers = delivers(wish, pointer);
      Identity target = target(room, wish, pointer);
      if (target == sender) {
        throw Refusal.invalid("cannot_mention_self", pointer, "is the sender");
      }
      if (!seen.add(target.id())) {
        throw Refusal.invalid("duplicate_mentions", pointer, "is mentioned twice");
      }
      (delivers ? rules.mentions : rules.references).add(Mention.of(target));
    }
    if (rules.mentions.isEmpty()) {
      throw Refusal.invalid("mentions_required", POINTER, "must name at least one participant");
    }
    return rules;
  }

  List<Mention> mentions() {
    return List.copyOf(mentions);
  }

  List<Mention> references() {
    return List.copyOf(references);
  }

  private static boolean delivers(Mention.Wish wish, String pointer) {
    return switch (wish.kind()) {
      case Mention.Wish.DELIVERS -> true;
      case Mention.Wish.HIGHLIGHTS -> false;
      default ->
          throw Refusal.invalid(
              "invalid_mention_kind", pointer + "/kind", "must be mention or reference");
    };
  }

  private static Identity target(Room room, Mention.Wish wish, String pointer) {
    if (wish.id() != null) {
      Participant participant = room.participant(wish.id().toLowerCase(Locale.ROOT));
      if (participant == null) {
        throw Refusal.invalid(
            "mentioned_participant_not_in_room", pointer, "is not a participant of this room");
      }
      return participant.identity();
    }
    if (wish.handle() == null || wish.handle().isBlank()) {
      throw Refusal.invalid("mention_missing_identifier", pointer, "needs an id or a handle");
    }
    Identity found = byHandle(room, wish.handle());
    if (found == null) {
      throw Refusal.invalid("handle_not_found", pointer + "/handle", "names nobody in this room");
    }
    return found;
  }

  private static @Nullable Identity byHandle(Room room, String handle) {
    String bare = handle.startsWith("@") ? handle.substring(1) : handle;
    for (Participant participant : room.participants()) {
      if (participant.identity().handle().equalsIgnoreCase(bare)) {
        return participant.identity();
      }
    }
    return null;
  }
}
