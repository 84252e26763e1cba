package ai.band.adapter.codex.approval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a room has approved until it is left, oldest first; the oldest goes when it gets too much.
 */
final class SessionApprovals {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SessionKey, String> approvedBy = new LinkedHashMap<>();

  SessionApprovals(int capacity) {
    this.capacity = capacity;
  }

  /** Remembers a key as the newest. */
  void add(SessionKey key, String by) {
    lock.lock();
    try {
      approvedBy.remove(key);
      approvedBy.put(key, by);
      while (approvedBy.size() > capacity) {
        approvedBy.remove(approvedBy.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  boolean covers(@Nullable SessionKey key) {
    lock.lock();
    try {
      return key != null && approvedBy.containsKey(key);
    } finally {
      lock.unlock();
    }
  }

  boolean remove(SessionKey key) {
    lock.lock();
    try {
      return approvedBy.remove(key) != null;
    } finally {
      lock.unlock();
    }
  }

  /** Keys in the order in which people number them. */
  List<SessionKey> all() {
    lock.lock();
    try {
      return new ArrayList<>(approvedBy.keySet());
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return approvedBy.size();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      approvedBy.clear();
    } finally {
      lock.unlock();
    }
  }
}
