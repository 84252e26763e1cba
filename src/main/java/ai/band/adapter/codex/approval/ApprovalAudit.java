package ai.band.adapter.codex.approval;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The newest decisions of a room, oldest first, and how many there were in all. */
final class ApprovalAudit {
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<AuditEntry> entries = new ArrayDeque<>();

  ApprovalAudit(int capacity) {
    this.capacity = capacity;
  }

  void add(AuditEntry entry) {
    lock.lock();
    try {
      if (entries.size() >= capacity) {
        entries.removeFirst();
      }
      entries.addLast(entry);
    } finally {
      lock.unlock();
    }
  }

  List<AuditEntry> all() {
    lock.lock();
    try {
      return List.copyOf(entries);
    } finally {
      lock.unlock();
    }
  }
}
