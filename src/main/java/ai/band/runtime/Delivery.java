package ai.band.runtime;

import ai.band.platform.rest.ChatMessage;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through a room.
 *
 * @param synthetic made by the runtime; unknown to the platform, so never marked
 * @param onSettled told true when it came to its end, false when it was left or dropped; null for
 *     nobody
 * @param arrivedNanos {@link System#nanoTime} when it came, or came again
 * @param place time by which it stands among those that wait; null: the newest
 */
record Delivery(
    ChatMessage message,
    boolean synthetic,
    @Nullable Consumer<Boolean> onSettled,
    long arrivedNanos,
    @Nullable Instant place) {
  Delivery(ChatMessage message, boolean synthetic, @Nullable Consumer<Boolean> onSettled) {
    this(message, synthetic, onSettled, System.nanoTime(), message.insertedAt());
  }

  /** A message of the platform. */
  Delivery(ChatMessage message) {
    this(message, false, null);
  }

  /** A message of the platform's list, which says by itself what is older. */
  Delivery(ChatMessage message, @Nullable Instant place) {
    this(message, false, null, System.nanoTime(), place);
  }

  /** Tells whoever made a synthetic message whether it came to its end. */
  void settled(boolean done) {
    if (onSettled != null) {
      onSettled.accept(done);
    }
  }

  /** The same for another attempt that is due now. */
  Delivery again() {
    return new Delivery(message, synthetic, onSettled, System.nanoTime(), place);
  }

  String id() {
    return message.id();
  }

  /** Whether it belongs before another. */
  boolean olderThan(Delivery other) {
    return place != null && (other.place == null || place.isBefore(other.place));
  }
}
