package ai.band.platform.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one recipient has got with a message.
 *
 * @param status {@code delivered}, {@code processing}, {@code processed} or {@code failed}; other
 *     values are kept as they came
 * @param currentAttempt number of the newest attempt, 0 when there was none
 */
public record DeliveryStatus(String status, int currentAttempt, List<Attempt> attempts) {
  public DeliveryStatus {
    attempts = List.copyOf(attempts);
  }

  /**
   * One run at the message.
   *
   * @param status {@code processing}, {@code success} or {@code failed}
   */
  public record Attempt(
      int number, String status, @Nullable Instant startedAt, @Nullable String error) {}

  /** What a message's metadata say of one recipient; null when they say nothing. */
  public static @Nullable DeliveryStatus in(Map<String, Object> metadata, String recipientId) {
    return MessageMetadata.deliveryStatus(metadata, recipientId);
  }

  public boolean processed() {
    return status.equals("processed");
  }

  public boolean processing() {
    return status.equals("processing");
  }
}
