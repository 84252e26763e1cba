package ai.band.local.world;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Something an agent wants to be known later. Safe to read from any thread. */
public final class Memory {
  /** Only an active one is found by default. */
  public enum Status {
    ACTIVE,
    SUPERSEDED,
    ARCHIVED;

    /** As Band writes it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the agent sends.
   *
   * @param scope {@code subject} or {@code organization}
   * @param subjectId whom it is about; required for scope {@code subject}
   */
  public record Draft(
      String content,
      String system,
      String type,
      String segment,
      String thought,
      String scope,
      @Nullable String subjectId,
      @Nullable ObjectNode metadata) {}

  private final String id = Ids.uuid();
  private final long number;
  private final RegisteredAgent source;
  private final Draft draft;
  private final Instant insertedAt;
  private volatile Status status = Status.ACTIVE;

  Memory(long number, RegisteredAgent source, Draft draft, Instant insertedAt) {
    this.number = number;
    this.source = source;
    this.draft = draft;
    this.insertedAt = insertedAt;
  }

  public String id() {
    return id;
  }

  /** Counts memories in the order they were stored. */
  public long number() {
    return number;
  }

  public RegisteredAgent source() {
    return source;
  }

  public Draft draft() {
    return draft;
  }

  public Instant insertedAt() {
    return insertedAt;
  }

  public Status status() {
    return status;
  }

  void become(Status next) {
    status = next;
  }
}
