package ai.band.local.world;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A wish of one identity to become another's contact. Safe to read from any thread. */
public final class ContactRequest {
  /** Everything but {@code PENDING} is final. */
  public enum Status {
    PENDING,
    APPROVED,
    REJECTED,
    CANCELLED,
    EXPIRED;

    /** As Band writes it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String id = Ids.uuid();
  private final Identity from;
  private final Identity to;
  private final @Nullable String message;
  private final Instant insertedAt;
  private volatile Status status = Status.PENDING;

  ContactRequest(Identity from, Identity to, @Nullable String message, Instant insertedAt) {
    this.from = from;
    this.to = to;
    this.message = message;
    this.insertedAt = insertedAt;
  }

  public String id() {
    return id;
  }

  public Identity from() {
    return from;
  }

  public Identity to() {
    return to;
  }

  public @Nullable String message() {
    return message;
  }

  public Instant insertedAt() {
    return insertedAt;
  }

  public Status status() {
    return status;
  }

  void resolve(Status how) {
    status = how;
  }
}
