package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.LogScope;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ContentLimits;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbox of one room: a queue, and one virtual thread on demand. */
public final class OrderedOutbox implements Outbox {
  private static final int DOUBTFUL_ATTEMPTS = 3;
  private static final Logger log = LoggerFactory.getLogger(OrderedOutbox.class);

  private final String roomId;
  private final RoomPoster poster;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Condition changed = lock.newCondition();
  private final EventQueue queue = new EventQueue();
  private int waiting;
  private boolean posting;
  private boolean closed;
  private long undelivered;

  /** When the thread looks again by itself, if it waits. */
  private long wakesAt;

  public OrderedOutbox(String roomId, RoomPoster poster) {
    this.roomId = roomId;
    this.poster = poster;
  }

  @Override
  public void add(RoomEvent event) {
    change(events -> events.add(event, false));
  }

  @Override
  public void addUrgent(RoomEvent event) {
    change(events -> events.add(event, true));
  }

  @Override
  public void append(ChunkStream stream, String text) {
    change(events -> events.append(stream, text, System.nanoTime()));
  }

  @Override
  public void end(ChunkStream stream) {
    change(
        events -> {
          events.end(stream, System.nanoTime());
          return true;
        });
  }

  /** The step tells whether nothing was lost by it. */
  private void change(Predicate<EventQueue> step) {
    boolean start = false;
    boolean complete;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      complete = step.test(queue);
      if (posting) {
        wakeIfDue();
      } else if (!queue.isEmpty()) {
        posting = true;
        start = true;
      }
    } finally {
      lock.unlock();
    }
    if (!complete) {
      giveUp("the room's queue is full");
    }
    if (start) {
      Thread.ofVirtual().name("outbox-" + roomId).start(this::postAll);
    }
  }

  /** A turn writes many thousand pieces of text, and hardly any of them is to be posted sooner. */
  private void wakeIfDue() {
    if (queue.isDueBefore(wakesAt, System.nanoTime(), isHurried())) {
      changed.signal();
    }
  }

  private boolean isHurried() {
    return waiting > 0 || closed;
  }

  private void postAll() {
    try (LogScope ignored = LogScope.room(roomId)) {
      for (RoomEvent event = next(); event != null; event = next()) {
        post(event);
      }
    }
  }

  /** Null: nothing is left, and the thread ends. */
  private @Nullable RoomEvent next() {
    lock.lock();
    try {
      while (!queue.isEmpty()) {
        RoomEvent event = queue.poll(System.nanoTime(), isHurried());
        if (event != null) {
          return event;
        }
        if (!queue.isEmpty()) {
          long now = System.nanoTime();
          long delay = queue.delay(now, isHurried());
          wakesAt = now + delay;
          long left = changed.awaitNanos(delay);
          log.trace("room {}: woke with {} ns left", roomId, left);
        }
      }
      stopPosting();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      queue.clear();
      stopPosting();
    } finally {
      lock.unlock();
    }
    return null;
  }

  private void stopPosting() {
    posting = false;
    idle.signalAll();
  }

  private void post(RoomEvent event) {
    try {
      String content = ContentLimits.clip(event.content(), ContentLimits.EVENT_CONTENT);
      post(event, content, FittedJson.metadata(event.metadata()));
    } catch (RuntimeException | Error e) { // the events behind it are still to be posted
      giveUp(e.toString());
    }
  }

  private void post(RoomEvent event, String content, Map<String, Object> metadata) {
    for (int attempt = 1; ; attempt++) {
      try {
        poster.event(event.type(), content, metadata, event.gate());
        return;
      } catch (BandRestException e) {
        // What a restart reads back may rather stand there twice than not at all.
        boolean again = event.weight() == Weight.HEAVY && e.outcomeUnknown();
        if (!again || attempt == DOUBTFUL_ATTEMPTS) {
          giveUp(e.getMessage());
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        giveUp("interrupted");
        return;
      }
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
      waiting++;
      changed.signal();
      while (posting && left > 0) {
        left = idle.awaitNanos(left);
      }
      return !posting;
    } finally {
      waiting--;
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
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
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
      changed.signal();
      long left = limit.toNanos();
      while (posting && left > 0) {
        left = idle.awaitNanos(left);
      }
      queue.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
