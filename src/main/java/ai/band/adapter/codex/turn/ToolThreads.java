package ai.band.adapter.codex.turn;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The threads that run tools for a turn; they are interrupted when it ends before they do. */
final class ToolThreads {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Thread> running = new HashSet<>(4);
  private boolean over;

  /** Notes the calling thread. False: the turn is over already. */
  boolean enter() {
    lock.lock();
    try {
      return !over && running.add(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      running.remove(Thread.currentThread());
    } finally {
      lock.unlock();
    }
  }

  void interruptAll() {
    lock.lock();
    try {
      over = true;
      running.forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }
}
