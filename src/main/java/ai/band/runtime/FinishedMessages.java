package ai.band.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Messages that never run again in this process. Outlives rooms on purpose: a message that comes
 * again after a room was left and joined anew is still known. Bounded, least used out first; what
 * was dropped is still marked as processed on the platform.
 */
final class FinishedMessages {
  private static final int LARGEST = 20_000;

  private record Key(String roomId, String messageId) {}

  private final Cache<Key, Long> finishedAt =
      Caffeine.newBuilder().maximumSize(LARGEST).executor(Runnable::run).build();

  void add(String roomId, String messageId) {
    finishedAt.put(new Key(roomId, messageId), System.nanoTime());
  }

  boolean contains(String roomId, String messageId) {
    return finishedAt.getIfPresent(new Key(roomId, messageId)) != null;
  }

  /** Whether it was finished before a moment of {@link System#nanoTime}. */
  boolean finishedBefore(String roomId, String messageId, long nanoTime) {
    @Nullable Long when = finishedAt.getIfPresent(new Key(roomId, messageId));
    return when != null && when - nanoTime < 0;
  }
}
