package ai.band.runtime;

import ai.band.platform.rest.ChatMessage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through a room.
 *
 * @param synthetic made by the runtime; unknown to the platform, so never marked
 * @param onSettled told true when it came to its end, false when it was left or dropped; null for
 *     nobody
 * @param arrivedNanos {@link System#nanoTime} when it came, or came again
 */
record Delivery(
    ChatMessage message,
    boolean synthetic,
    @Nullable Consumer<Boolean> onSettled,
    long arrivedNanos) {
  Delivery(ChatMessage message, boolean synthetic, @Nullable Consumer<Boolean> onSettled) {
    this(message, synthetic, onSettled, System.nanoTime());
  }

  /** A message of the platform. */
  Delivery(ChatMessage message) {
    this(message, false, null);
  }

  /** Tells whoever made a synthetic message whether it came to its end. */
  void settled(boolean done) {
    if (onSettled != null) {
      onSettled.accept(done);
    }
  }

  /** The same for another attempt that is due now. */
  Delivery again() {
    return new Delivery(message, synthetic, onSettled);
  }

  String id() {
    return message.id();
  }

  /** Whether it belongs before another. Times that are unknown count as now. */
  boolean olderThan(Delivery other) {
    var mine = message.insertedAt();
    return mine != null
        && (other.message.insertedAt() == null || mine.isBefore(other.message.insertedAt()));
  }
}
