package ai.band.platform.phoenix;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue with a virtual thread of its own while there is something in it.
 *
 * <p>Items are handled one at a time, in order. When full the oldest droppable item goes, and the
 * handler hears of it before its next item. An idle mailbox has neither thread nor buffer.
 */
final class Mailbox<T> {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  interface Handler<T> {
    void handle(T item);

    /** Whether the item may be dropped when the queue is full. */
    boolean droppable(T item);

    void overflowed(long dropped);
  }

  private final String name;
  private final int capacity;
  private final Handler<T> handler;
  private final Couriers couriers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private @Nullable ArrayDeque<T> queue;
  private @Nullable Thread runner;
  private long dropped;
  private boolean shut;

  Mailbox(String name, int capacity, Handler<T> handler, Couriers couriers) {
    this.name = name;
    this.capacity = capacity;
    this.handler = handler;
    this.couriers = couriers;
  }

  /** Never blocks. */
  void put(T item) {
    lock.lock();
    try {
      if (shut) {
        return;
      }
      if (queue == null) {
        queue = new ArrayDeque<>(2);
      }
      if (queue.size() >= capacity) {
        dropOldest(queue);
      }
      queue.add(item);
      if (runner == null) {
        runner = couriers.start(name, this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts items that were lost before they reached the mailbox. */
  void addDropped(long count) {
    lock.lock();
    try {
      dropped += count;
    } finally {
      lock.unlock();
    }
  }

  /** Discards what waits. No item is handled from now on; one under way may still end. */
  void shut() {
    lock.lock();
    try {
      shut = true;
      queue = null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is queued or being handled. At once when called by a handler itself. */
  boolean awaitIdle(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (runner != null && !runner.equals(Thread.currentThread())) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void dropOldest(ArrayDeque<T> items) {
    for (Iterator<T> all = items.iterator(); all.hasNext(); ) {
      if (handler.droppable(all.next())) {
        all.remove();
        dropped++;
        return;
      }
    }
    items.poll();
    dropped++;
  }

  private void run() {
    while (true) {
      long lost;
      T item;
      lock.lock();
      try {
        item = queue == null || couriers.shut() ? null : queue.poll();
        if (item == null) {
          queue = null;
          runner = null;
          idle.signalAll();
          return;
        }
        lost = dropped;
        dropped = 0;
      } finally {
        lock.unlock();
      }
      deliver(item, lost);
    }
  }

  private void deliver(T item, long lost) {
    try {
      if (lost > 0) {
        handler.overflowed(lost);
      }
    } catch (RuntimeException | Error e) {
      log.warn("{}: the listener failed", name, e);
    }
    try {
      handler.handle(item);
    } catch (RuntimeException | Error e) {
      log.warn("{}: the listener failed", name, e);
    }
  }
}
