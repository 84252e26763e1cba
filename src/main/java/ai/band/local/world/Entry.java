package ai.band.local.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A message or event in a room's timeline. Safe to read from any thread. */
public final class Entry {
  /** The type of ordinary messages; everything else is an event. */
  public static final String TEXT = "text";

  private final String id;
  private final String roomId;
  private final long number;
  private final String type;
  private final String content;
  private final Identity sender;
  private final List<Mention> mentions;
  private final List<Mention> references;
  private final @Nullable ObjectNode metadata;
  private final Instant insertedAt;
  private final @Nullable String answers;
  private volatile Instant updatedAt;
  private volatile boolean deleted;
  // Replaced as a whole under the room's lock, so that readers need none.
  private volatile Map<String, Delivery> deliveries = Map.of();

  Entry(
      Room room,
      Draft draft,
      Identity sender,
      long number,
      Instant insertedAt,
      @Nullable String answers) {
    this.id = Ids.uuid();
    this.roomId = room.id();
    this.number = number;
    this.type = draft.type();
    this.content = draft.content();
    this.sender = sender;
    this.mentions = draft.mentions();
    this.references = draft.references();
    this.metadata = draft.metadata();
    this.insertedAt = insertedAt;
    this.updatedAt = insertedAt;
    this.answers = answers;
  }

  /** What is going to be posted, after all rules were applied. */
  record Draft(
      String type,
      String content,
      List<Mention> mentions,
      List<Mention> references,
      @Nullable ObjectNode metadata) {

    boolean isText() {
      return type.equals(TEXT);
    }
  }

  public String id() {
    return id;
  }

  public String roomId() {
    return roomId;
  }

  /** Its place in the room, from 0. */
  public long number() {
    return number;
  }

  /** {@code text}, or the kind of event. */
  public String type() {
    return type;
  }

  public boolean isText() {
    return type.equals(TEXT);
  }

  /** The content as stored: mentions are tokens. */
  public String content() {
    return content;
  }

  public Identity sender() {
    return sender;
  }

  /** Those it was delivered to. */
  public List<Mention> mentions() {
    return mentions;
  }

  /** Those it only highlights. */
  public List<Mention> references() {
    return references;
  }

  /** An event's metadata as sent; must not be changed. */
  public @Nullable ObjectNode metadata() {
    return metadata;
  }

  public Instant insertedAt() {
    return insertedAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  /**
   * The message that its sender, an agent, had in hand when it posted this: the one begun last; for
   * a text, the one begun last that had no answer yet, if there is one.
   */
  public @Nullable String answers() {
    return answers;
  }

  public boolean deleted() {
    return deleted;
  }

  boolean mentions(String identityId) {
    for (Mention mention : mentions) {
      if (mention.id().equals(identityId)) {
        return true;
      }
    }
    return false;
  }

  /** Deliveries by the agent's id. */
  public Map<String, Delivery> deliveries() {
    return deliveries;
  }

  /** The delivery to one agent; pending when nothing happened yet. */
  public Delivery delivery(String agentId) {
    return deliveries.getOrDefault(agentId, Delivery.NONE);
  }

  void deliver(String agentId, Delivery delivery, Instant now) {
    var next = new LinkedHashMap<>(deliveries);
    next.put(agentId, delivery);
    deliveries = next;
    updatedAt = now;
  }

  void delete(Instant now) {
    deleted = true;
    updatedAt = now;
  }
}
