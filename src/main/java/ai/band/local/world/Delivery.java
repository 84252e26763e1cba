package ai.band.local.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one message has come with one agent. Immutable; a mark makes a new one.
 *
 * @param attempts oldest first
 */
public record Delivery(
    Status status,
    @Nullable Instant deliveredAt,
    @Nullable Instant processedAt,
    List<Attempt> attempts) {

  /** {@code PENDING}: not even delivered; Band writes no status for it. */
  public enum Status {
    PENDING,
    DELIVERED,
    PROCESSING,
    PROCESSED,
    FAILED
  }

  /**
   * One try at a message.
   *
   * @param number from 1
   * @param outcome {@code processing}, {@code success} or {@code failed}
   */
  public record Attempt(
      int number,
      String outcome,
      Instant startedAt,
      @Nullable Instant completedAt,
      @Nullable String error) {

    boolean open() {
      return outcome.equals("processing");
    }
  }

  static final Delivery NONE = new Delivery(Status.PENDING, null, null, List.of());

  Delivery delivered(Instant now) {
    return status == Status.PENDING
        ? new Delivery(Status.DELIVERED, now, processedAt, attempts)
        : this;
  }

  Delivery processing(Instant now) {
    var more = new ArrayList<>(attempts);
    more.add(new Attempt(attempts.size() + 1, "processing", now, null, null));
    Instant first = deliveredAt == null ? now : deliveredAt;
    return new Delivery(Status.PROCESSING, first, processedAt, List.copyOf(more));
  }

  Delivery processed(Instant now) {
    return new Delivery(Status.PROCESSED, deliveredAt, now, closed("success", now, null));
  }

  Delivery failed(Instant now, String error) {
    return new Delivery(Status.FAILED, deliveredAt, null, closed("failed", now, error));
  }

  private List<Attempt> closed(String outcome, Instant now, @Nullable String error) {
    var closed = new ArrayList<>(attempts);
    Attempt last = closed.removeLast();
    closed.add(new Attempt(last.number(), outcome, last.startedAt(), now, error));
    return List.copyOf(closed);
  }

  /** Whether a processed or failed mark would find something to close. */
  public boolean hasOpenAttempt() {
    return !attempts.isEmpty() && attempts.getLast().open();
  }
}
