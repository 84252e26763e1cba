package ai.band.runtime;

import ai.band.platform.rest.ChatMessage;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The newest entries of a history that is read oldest first, and as many of the newest texts: what
 * was said must not fall out behind the many events of a turn.
 *
 * <p>Of older {@code task} entries the newest one with each metadata key stays too: what a restart
 * reads back from task events must not fall out behind a long conversation. Not thread-safe.
 */
final class HistoryWindow {
  private static final int MOST_KEYS = 256;

  private final int size;
  private final ArrayDeque<Numbered> newest = new ArrayDeque<>();
  private final ArrayDeque<Numbered> olderTexts = new ArrayDeque<>();
  private final Map<String, Numbered> landmarks = new HashMap<>();
  private long added;
  private int texts;

  private record Numbered(long number, ChatMessage entry) {}

  HistoryWindow(int size) {
    this.size = size;
  }

  void add(ChatMessage entry) {
    newest.add(new Numbered(added++, entry));
    texts += isText(entry) ? 1 : 0;
    if (newest.size() > size) {
      leave(newest.remove());
    }
    if (texts > size && !olderTexts.isEmpty()) {
      olderTexts.remove();
      texts--;
    }
  }

  private void leave(Numbered oldest) {
    if (isText(oldest.entry())) {
      olderTexts.add(oldest);
    } else if (oldest.entry().messageType().equals("task")) {
      keepLandmark(oldest);
    }
  }

  private static boolean isText(ChatMessage entry) {
    return entry.isText() || entry.messageType().isEmpty();
  }

  private void keepLandmark(Numbered leaving) {
    for (String key : leaving.entry().metadata().keySet()) {
      if (landmarks.size() < MOST_KEYS || landmarks.containsKey(key)) {
        landmarks.put(key, leaving);
      }
    }
  }

  /** What is left, oldest first. */
  List<ChatMessage> entries() {
    Set<Numbered> kept = new HashSet<>(landmarks.values());
    kept.addAll(olderTexts);
    kept.addAll(newest);
    return kept.stream()
        .sorted(Comparator.comparingLong(Numbered::number))
        .map(Numbered::entry)
        .toList();
  }
}
