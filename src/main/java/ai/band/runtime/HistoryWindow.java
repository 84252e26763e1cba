package ai.band.runtime;

import ai.band.platform.rest.ChatMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of a history that is read oldest first.
 *
 * <p>Of older {@code task} entries the newest one with each metadata key stays too: what a restart
 * reads back from task events must not fall out behind a long conversation. Not thread-safe.
 */
final class HistoryWindow {
  private static final int MOST_KEYS = 64;

  private final int size;
  private final ArrayDeque<ChatMessage> newest = new ArrayDeque<>();
  private final Map<String, Numbered> landmarks = new HashMap<>();
  private long dropped;

  private record Numbered(long number, ChatMessage entry) {}

  HistoryWindow(int size) {
    this.size = size;
  }

  void add(ChatMessage entry) {
    newest.add(entry);
    if (newest.size() > size) {
      keepLandmark(newest.poll());
    }
  }

  private void keepLandmark(@Nullable ChatMessage leaving) {
    if (leaving == null || !leaving.messageType().equals("task")) {
      return;
    }
    var numbered = new Numbered(dropped++, leaving);
    for (String key : leaving.metadata().keySet()) {
      if (landmarks.size() < MOST_KEYS || landmarks.containsKey(key)) {
        landmarks.put(key, numbered);
      }
    }
  }

  /** What is left, oldest first. */
  List<ChatMessage> entries() {
    Set<Numbered> kept = new HashSet<>(landmarks.values());
    List<ChatMessage> entries = new ArrayList<>(kept.size() + newest.size());
    kept.stream()
        .sorted((a, b) -> Long.compare(a.number(), b.number()))
        .forEach(numbered -> entries.add(numbered.entry()));
    entries.addAll(newest);
    return entries;
  }
}
