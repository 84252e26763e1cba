package ai.band.codex;

import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The commands, patches and tool calls under way, because an approval request names its item only
 * by id. Of more than {@value #LIMIT} the oldest are forgotten: their approvals then come without
 * item.
 */
final class OpenItems {
  private static final int LIMIT = 256;

  private record Key(String threadId, String itemId) {}

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Map<Key, ThreadItem> items;

  void note(ThreadEvent event) {
    switch (event.event()) {
      case TurnEvent.ItemStarted(var item) when mayNeedApproval(item) -> put(event, item);
      case TurnEvent.ItemCompleted(var item) when mayNeedApproval(item) ->
          remove(event.threadId(), item.id());
      case TurnEvent.TurnCompleted ignored -> clear(event.threadId());
      default -> {}
    }
  }

  @Nullable ThreadItem find(String threadId, String itemId) {
    lock.lock();
    try {
      return items == null ? null : items.get(new Key(threadId, itemId));
    } finally {
      lock.unlock();
    }
  }

  private static boolean mayNeedApproval(ThreadItem item) {
    return item instanceof ThreadItem.FileChange
        || item instanceof ThreadItem.CommandExecution
        || item instanceof ThreadItem.McpToolCall;
  }

  private void put(ThreadEvent event, ThreadItem item) {
    lock.lock();
    try {
      if (items == null) {
        items = new LinkedHashMap<>(4);
      }
      items.put(new Key(event.threadId(), item.id()), item);
      if (items.size() > LIMIT) {
        items.remove(items.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(String threadId, String itemId) {
    lock.lock();
    try {
      if (items != null) {
        items.remove(new Key(threadId, itemId));
      }
    } finally {
      lock.unlock();
    }
  }

  private void clear(String threadId) {
    lock.lock();
    try {
      if (items != null) {
        items.keySet().removeIf(key -> key.threadId().equals(threadId));
        if (items.isEmpty()) {
          items = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
