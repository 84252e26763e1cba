package ai.band.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the messages of one lane one after the other. Its virtual thread starts with the first
 * message and ends when none is left, so that an idle room has none.
 */
final class SerialLane {
  private static final Logger log = LoggerFactory.getLogger(SerialLane.class);

  private final String threadName;
  private final Consumer<Delivery> handler;
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields below
  private final Condition ended = gate.newCondition();
  private final Mailbox mailbox;
  private @Nullable Thread running;
  private int holds;

  SerialLane(String threadName, int capacity, Consumer<Delivery> handler) {
    this.threadName = threadName;
    this.handler = handler;
    this.mailbox = new Mailbox(capacity);
  }

  /** Never blocks. False when the lane is full. */
  boolean offer(Delivery delivery) {
    gate.lock();
    try {
      if (!mailbox.add(delivery)) {
        return false;
      }
      startIfDue();
      return true;
    } finally {
      gate.unlock();
    }
  }

  /** Takes no further message until as many {@link #release} calls; a running one goes on. */
  void hold() {
    gate.lock();
    try {
      holds++;
    } finally {
      gate.unlock();
    }
  }

  void release() {
    gate.lock();
    try {
      holds--;
      startIfDue();
    } finally {
      gate.unlock();
    }
  }

  /** Forgets what waits. */
  List<Delivery> clear() {
    gate.lock();
    try {
      return mailbox.clear();
    } finally {
      gate.unlock();
    }
  }

  /** What waits, oldest first, without the one that runs. */
  List<Delivery> all() {
    gate.lock();
    try {
      return mailbox.all();
    } finally {
      gate.unlock();
    }
  }

  /** Takes one out that waits; null when it does not wait here. */
  @Nullable Delivery remove(String messageId) {
    gate.lock();
    try {
      return mailbox.remove(messageId);
    } finally {
      gate.unlock();
    }
  }

  /** How many messages wait, without the one that runs. */
  int waiting() {
    gate.lock();
    try {
      return mailbox.size();
    } finally {
      gate.unlock();
    }
  }

  /** Waits until no message runs; false when one still does after the time. */
  boolean awaitEnd(Duration time) throws InterruptedException {
    long left = time.toNanos();
    gate.lock();
    try {
      while (running != null) {
        if (left <= 0) {
          return false;
        }
        left = ended.awaitNanos(left);
      }
      return true;
    } finally {
      gate.unlock();
    }
  }

  private void startIfDue() {
    if (running == null && holds <= 0 && !mailbox.isEmpty()) {
      Thread thread = Thread.ofVirtual().name(threadName).unstarted(this::drain);
      running = thread;
      thread.start();
    }
  }

  private void drain() {
    for (Delivery next = take(); next != null; next = take()) {
      try {
        handler.accept(next);
      } catch (RuntimeException | Error e) { // one bad message must not end the lane
        log.error(
            "{}: message {} was given up by a fault of this program", threadName, next.id(), e);
      }
    }
  }

  private @Nullable Delivery take() {
    gate.lock();
    try {
      Delivery next = holds > 0 ? null : mailbox.poll();
      if (next == null) {
        running = null;
        ended.signalAll();
      }
      return next;
    } finally {
      gate.unlock();
    }
  }
}
