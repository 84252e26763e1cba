package ai.band.adapter.codex.room;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest texts of ours in a room of which it is known what they were posted for. Bounded: the
 * oldest is forgotten. Safe from any thread.
 */
final class KnownPosts {
  private static final int MOST = 200;

  private final ReentrantLock lock = new ReentrantLock(); // guards messageOf
  private final Map<String, String> messageOf = new LinkedHashMap<>(4);

  /** Notes a text; an empty message id: what it answers is not known, only that it is old. */
  void add(String id, String messageId) {
    lock.lock();
    try {
      messageOf.put(id, messageId);
      if (messageOf.size() > MOST) {
        messageOf.remove(messageOf.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  boolean has(String id) {
    return messageOf(id) != null;
  }

  /** Whether it certainly was posted for something else than this message. */
  boolean isForAnother(String id, String messageId) {
    String known = messageOf(id);
    return known != null && !known.isEmpty() && !known.equals(messageId);
  }

  private @Nullable String messageOf(String id) {
    lock.lock();
    try {
      return messageOf.get(id);
    } finally {
      lock.unlock();
    }
  }
}
