package ai.band.codex;

import ai.band.codex.protocol.ThreadItem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which thread is whose: those that were started or resumed here, and the threads of their
 * sub-agents, which are known only from what their parents' items say.
 */
final class ThreadRegistry {
  private static final int CHILDREN_LIMIT = 10_000;

  private final Map<String, CodexThread> threads = new ConcurrentHashMap<>();
  private final Map<String, CodexThread> parents = new ConcurrentHashMap<>();

  CodexThread register(CodexThread thread) {
    CodexThread known = threads.putIfAbsent(thread.id(), thread);
    return known == null ? thread : known;
  }

  void remove(CodexThread thread) {
    threads.remove(thread.id(), thread);
    parents.values().removeIf(parent -> parent == thread);
  }

  Collection<CodexThread> all() {
    return threads.values();
  }

  @Nullable CodexThread find(String threadId) {
    return threads.get(threadId);
  }

  /** The thread with this id, or the one whose sub-agent it is. */
  @Nullable CodexThread ownerOf(String threadId) {
    CodexThread own = threads.get(threadId);
    return own != null ? own : parents.get(threadId);
  }

  /** Adopts the sub-agents that an item of {@code owner} or of its sub-agents names. */
  void adoptFrom(ThreadItem item, CodexThread owner) {
    switch (item) {
      case ThreadItem.CollabAgentToolCall call -> adopt(call.receiverThreadIds(), owner);
      case ThreadItem.SubAgentActivity activity when activity.agentThreadId() != null ->
          adopt(List.of(activity.agentThreadId()), owner);
      default -> {}
    }
  }

  /** Adopts a thread whose turn was caused by a turn of ours. */
  @Nullable CodexThread adoptByRootTurn(String threadId, @Nullable String rootTurnId) {
    if (rootTurnId == null) {
      return null;
    }
    for (CodexThread thread : threads.values()) {
      if (thread.owns(rootTurnId)) {
        adopt(List.of(threadId), thread);
        return thread;
      }
    }
    return null;
  }

  private void adopt(List<String> childIds, CodexThread owner) {
    for (String childId : childIds) {
      if (!threads.containsKey(childId) && parents.size() < CHILDREN_LIMIT) {
        parents.putIfAbsent(childId, owner);
      }
    }
  }
}
