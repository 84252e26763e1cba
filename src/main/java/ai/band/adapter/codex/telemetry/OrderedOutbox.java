package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbox of one room: two queues, urgent before ordinary, and one virtual thread on demand. */
public final class OrderedOutbox implements Outbox {
  /** Events that may wait in one room. */
  static final int CAPACITY = 1_000;

  private static final Logger log = LoggerFactory.getLogger(OrderedOutbox.class);

  private final String roomId;
  private final RoomPoster poster;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Deque<RoomEvent> urgent = new ArrayDeque<>(0);
  private final Deque<RoomEvent> ordinary = new ArrayDeque<>(0);
  private boolean posting;
  private boolean closed;
  private long undelivered;

  public OrderedOutbox(String roomId, RoomPoster poster) {
    this.roomId = roomId;
    this.poster = poster;
  }

  @Override
  public void add(RoomEvent event) {
    enqueue(ordinary, event);
  }

  @Override
  public void addUrgent(RoomEvent event) {
    enqueue(urgent, event);
  }

  private void enqueue(Deque<RoomEvent> queue, RoomEvent event) {
    boolean start = false;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (urgent.size() + ordinary.size() >= CAPACITY && !makeRoom(event)) {
        giveUp("the room's queue is full");
        return;
      }
      queue.add(event);
      if (!posting) {
        posting = true;
        start = true;
      }
    } finally {
      lock.unlock();
    }
    if (start) {
      Thread.ofVirtual().name("outbox-" + roomId).start(this::postAll);
    }
  }

  /** Drops the oldest event that weighs least. False: the new one is the lightest itself. */
  private boolean makeRoom(RoomEvent added) {
    for (Weight weight : Weight.values()) {
      if (weight == Weight.HEAVY) {
        return added.weight() == Weight.HEAVY;
      }
      if (removeOldest(ordinary, weight) || removeOldest(urgent, weight)) {
        giveUp("the room's queue is full");
        return true;
      }
      if (added.weight() == weight) {
        return false;
      }
    }
    return false;
  }

  private static boolean removeOldest(Deque<RoomEvent> queue, Weight weight) {
    for (Iterator<RoomEvent> each = queue.iterator(); each.hasNext(); ) {
      if (each.next().weight() == weight) {
        each.remove();
        return true;
      }
    }
    return false;
  }

  private void postAll() {
    for (RoomEvent event = next(); event != null; event = next()) {
      post(event);
    }
  }

  private @Nullable RoomEvent next() {
    lock.lock();
    try {
      RoomEvent event = urgent.poll();
      if (event == null) {
        event = ordinary.poll();
      }
      if (event == null) {
        posting = false;
        idle.signalAll();
      }
      return event;
    } finally {
      lock.unlock();
    }
  }

  private void post(RoomEvent event) {
    try {
      poster.event(event.type(), event.content(), event.metadata(), event.gate());
    } catch (BandRestException e) {
      giveUp(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp("interrupted");
    } catch (RuntimeException e) {
      giveUp(e.toString());
    }
  }

  private void giveUp(@Nullable String reason) {
    long count;
    lock.lock();
    try {
      count = ++undelivered;
    } finally {
      lock.unlock();
    }
    log.warn("room {}: an event was not posted ({} so far): {}", roomId, count, reason);
  }

  @Override
  public boolean drain(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (posting && left > 0) {
        left = idle.awaitNanos(left);
      }
      return !posting;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isEmpty() {
    lock.lock();
    try {
      return !posting;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long undelivered() {
    lock.lock();
    try {
      return undelivered;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(Duration limit) {
    lock.lock();
    try {
      closed = true;
      long left = TimeUnit.NANOSECONDS.convert(limit);
      while (posting && left > 0) {
        left = idle.awaitNanos(left);
      }
      urgent.clear();
      ordinary.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
