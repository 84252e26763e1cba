package ai.band.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages that never run again in this process. Outlives rooms on purpose: a message that comes
 * again after a room was left and joined anew is still known. Bounded, least used out first; what
 * was dropped is still marked as processed on the platform.
 */
final class FinishedMessages {
  private static final int LARGEST = 10_000;
  private static final int LENGTH_OF_A_UUID = 36;

  /** The id is a {@link UUID} where it can be one, which takes less than half of its text. */
  private record Key(String roomId, Object messageId) {
    static Key of(String roomId, String messageId) {
      return new Key(roomId, compact(messageId));
    }

    private static Object compact(String messageId) {
      try {
        return messageId.length() == LENGTH_OF_A_UUID ? UUID.fromString(messageId) : messageId;
      } catch (IllegalArgumentException e) {
        return messageId;
      }
    }
  }

  private final Cache<Key, Long> finishedAt =
      Caffeine.newBuilder().maximumSize(LARGEST).executor(Runnable::run).build();

  void add(String roomId, String messageId) {
    finishedAt.put(Key.of(roomId, messageId), System.nanoTime());
  }

  boolean contains(String roomId, String messageId) {
    return finishedAt.getIfPresent(Key.of(roomId, messageId)) != null;
  }

  /** Whether it was finished before a moment of {@link System#nanoTime}. */
  boolean finishedBefore(String roomId, String messageId, long nanoTime) {
    @Nullable Long when = finishedAt.getIfPresent(Key.of(roomId, messageId));
    return when != null && when - nanoTime < 0;
  }
}
