package ai.band.runtime;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one after the other on a virtual thread that lives while there are any. Bounded. */
final class SerialTasks {
  private static final Logger log = LoggerFactory.getLogger(SerialTasks.class);

  private final String threadName;
  private final int capacity;
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields below
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean closed;

  SerialTasks(String threadName, int capacity) {
    this.threadName = threadName;
    this.capacity = capacity;
  }

  /** Never blocks; false when too many wait, or when closed. */
  boolean offer(Runnable task) {
    gate.lock();
    try {
      if (closed || waiting.size() >= capacity) {
        return false;
      }
      waiting.add(task);
      if (!running) {
        running = true;
        Scheduler.start(threadName, this::drain);
      }
      return true;
    } finally {
      gate.unlock();
    }
  }

  private void drain() {
    for (Runnable next = take(); next != null; next = take()) {
      try {
        next.run();
      } catch (RuntimeException | Error e) { // one bad task must not end the others
        log.error("{}: a task failed", threadName, e);
      }
    }
  }

  private @Nullable Runnable take() {
    gate.lock();
    try {
      Runnable next = waiting.poll();
      running = next != null;
      return next;
    } finally {
      gate.unlock();
    }
  }

  /** Drops what waits and takes nothing more. */
  void close() {
    gate.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      gate.unlock();
    }
  }
}
