package ai.band.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A bounded memory of keys; the oldest is forgotten first. Safe for many threads. */
final class RecentKeys<V> {
  private final ReentrantLock gate = new ReentrantLock(); // guards entries
  private final Map<String, V> entries;

  RecentKeys(int capacity) {
    entries =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Remembers it; returns what was known of the key before. */
  @Nullable V put(String key, V value) {
    gate.lock();
    try {
      return entries.put(key, value);
    } finally {
      gate.unlock();
    }
  }

  @Nullable V get(String key) {
    gate.lock();
    try {
      return entries.get(key);
    } finally {
      gate.unlock();
    }
  }

  void remove(String key) {
    gate.lock();
    try {
      entries.remove(key);
    } finally {
      gate.unlock();
    }
  }
}
