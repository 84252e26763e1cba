package ai.band.local.world;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Posting texts and events. */
public final class Messages {
  /** Most characters of an event's content. */
  public static final int MAX_EVENT_CONTENT = 16_384;

  /** Most bytes of an event's metadata, as JSON. */
  public static final int MAX_EVENT_METADATA = 65_536;

  private static final Set<String> EVENT_TYPES =
      Set.of("tool_call", "tool_result", "thought", "error", "task", "attention");

  private final Timekeeper time;
  private final Audience audience;
  private final Features features;

  Messages(Timekeeper time, Audience audience, Features features) {
    this.time = time;
    this.audience = audience;
    this.features = features;
  }

  /** Posts a text that mentions the given participants. */
  public Entry post(Room room, Identity sender, String content, Identity... mentioned) {
    return post(room, sender, content, List.of(mentioned).stream().map(Mention.Wish::of).toList());
  }

  /**
   * Posts a text.
   *
   * @throws Refusal when the sender is no participant or is stopped here, the text has nothing
   *     visible, or a mention breaks a rule
   */
  public Entry post(Room room, Identity sender, String content, List<Mention.Wish> wishes) {
    return room.within(
        () -> {
          requireMayPost(room, sender);
          checkText(content);
          MentionRules rules = MentionRules.apply(room, sender, wishes);
          String stored = MentionText.stored(content, rules.mentions(), rules.references());
          var draft =
              new Entry.Draft(Entry.TEXT, stored, rules.mentions(), rules.references(), null);
          Entry entry = append(room, sender, draft);
          deliver(room, entry);
          return entry;
        });
  }

  /**
   * Posts an event.
   *
   * @throws Refusal when the sender is no participant or is stopped here, or the content, type or
   *     metadata breaks a rule
   */
  public Entry postEvent(
      Room room, Identity sender, String type, String content, @Nullable ObjectNode metadata) {
    return room.within(
        () -> {
          requireMayPost(room, sender);
          checkEvent(room, type, content, metadata);
          var draft = new Entry.Draft(type, content, List.of(), List.of(), metadata);
          Entry entry = append(room, sender, draft);
          audience.tell(new WorldEvent.EventPosted(room, entry));
          return entry;
        });
  }

  /** Takes back a message; only its sender may. */
  public void delete(Room room, Identity sender, String entryId) {
    room.within(
        () -> {
          Entry entry = room.entry(entryId);
          if (entry == null || entry.sender() != sender) {
            throw Refusal.notFound("message");
          }
          entry.delete(time.now());
          for (Participant participant : room.participants()) {
            if (participant.identity() instanceof RegisteredAgent agent) {
              room.desk(agent, time.now()).forget(entry);
            }
          }
          audience.tell(new WorldEvent.MessageDeleted(room, entry));
          return null;
        });
  }

  private Entry append(Room room, Identity sender, Entry.Draft draft) {
    Instant now = time.now();
    Desk desk = sender instanceof RegisteredAgent agent ? room.desk(agent, now) : null;
    String answers = desk == null ? null : desk.answered(draft);
    var entry = new Entry(room, draft, sender, room.nextNumber(), now, answers);
    room.append(entry);
    if (desk != null) {
      desk.sent(entry);
    }
    return entry;
  }

  private void deliver(Room room, Entry entry) {
    for (Mention mention : entry.mentions()) {
      Participant participant = room.participant(mention.id());
      if (participant != null && participant.identity() instanceof RegisteredAgent agent) {
        room.desk(agent, entry.insertedAt()).receive(entry);
      }
    }
    boolean any = false;
    for (String reached : audience.tell(new WorldEvent.MessagePosted(room, entry))) {
      if (entry.mentions(reached)) {
        Instant now = time.now();
        entry.deliver(reached, entry.delivery(reached).delivered(now), now);
        any = true;
      }
    }
    if (any) {
      audience.tell(new WorldEvent.MessageUpdated(room, entry));
    }
  }

  private void requireMayPost(Room room, Identity sender) {
    Rooms.requireParticipant(room, sender);
    if (sender instanceof RegisteredAgent agent && room.desk(agent, time.now()).stopped()) {
      throw Refusal.forbidden("the agent is stopped in this room");
    }
  }

  private void checkText(String content) {
    if (!Visible.hasAny(content)) {
      throw Refusal.invalid("/message/content", "can't be blank");
    }
    int most = features.maxMessageCharacters();
    if (content.codePointCount(0, content.length()) > most) {
      throw Refusal.invalid("/message/content", "should be at most " + most + " character(s)");
    }
  }

  private static void checkEvent(
      Room room, String type, String content, @Nullable ObjectNode metadata) {
    if (!EVENT_TYPES.contains(type)) {
      throw Refusal.invalid("/event/message_type", "is not an event type");
    }
    if (!Visible.hasAny(content)) {
      throw Refusal.invalid("/event/content", "can't be blank");
    }
    if (content.codePointCount(0, content.length()) > MAX_EVENT_CONTENT) {
      throw Refusal.invalid(
          "/event/content", "should be at most " + MAX_EVENT_CONTENT + " character(s)");
    }
    if (metadata != null && JsonSize.of(metadata) > MAX_EVENT_METADATA) {
      throw Refusal.invalid(
          "/event/metadata", "should be at most " + MAX_EVENT_METADATA + " byte(s)");
    }
    if (type.equals("attention")) {
      AttentionRules.check(room, metadata);
    }
  }
}
