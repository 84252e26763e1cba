package ai.band.app;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a room: hands every new entry to a listener, in order and once, and knows what became of
 * the messages that were written.
 *
 * <p>Reads the room on its own thread, until it is closed. The listener runs on that thread.
 */
final class RoomFollower implements AutoCloseable {
  /** What became of a message. */
  enum Outcome {
    /** The agent wrote a text after it and finished it, or still works on it but wrote a text. */
    ANSWERED,
    /** The agent finished without a text. */
    SILENT,
    /** The agent reported an error, or gave it up. */
    FAILED,
    /** Nothing of this happened in time. */
    TIMED_OUT
  }

  private static final Logger log = LoggerFactory.getLogger(RoomFollower.class);
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int FAILURES_IN_A_ROW = 20;

  /** One written message. */
  private static final class Written {
    private boolean answered;
    private boolean error;
    private String status = "";
    private int settledInRound;
  }

  private final DemoRoom room;
  private final Consumer<RoomEntry> listener;
  private final Thread thread;
  private final Set<String> shown = new HashSet<>(); // used by the thread only
  private volatile boolean closed;

  private final ReentrantLock gate = new ReentrantLock(); // guards the rest
  private final Condition changed = gate.newCondition();
  private final Map<String, Written> written = new HashMap<>();
  private int round;
  private boolean over;

  private RoomFollower(DemoRoom room, Consumer<RoomEntry> listener) {
    this.room = room;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("room-follower").unstarted(this::follow);
  }

  static RoomFollower start(DemoRoom room, Consumer<RoomEntry> listener) {
    var follower = new RoomFollower(room, listener);
    follower.thread.start();
    return follower;
  }

  /** Writes to the agent; returns the id to wait for. */
  String say(String text) throws IOException {
    var id = room.say(text); // may be read by the thread before this call returns
    gate.lock();
    try {
      written.computeIfAbsent(id, ignored -> new Written());
    } finally {
      gate.unlock();
    }
    return id;
  }

  /** Waits until the agent is done with a message. */
  Outcome awaitEnd(String messageId, Duration limit) throws InterruptedException {
    return await(messageId, limit, false);
  }

  /** Waits until the agent is done with a message, or has written a text after it. */
  Outcome awaitReaction(String messageId, Duration limit) throws InterruptedException {
    return await(messageId, limit, true);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(INTERVAL.multipliedBy(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome await(String messageId, Duration limit, boolean textIsEnough)
      throws InterruptedException {
    long left = limit.toNanos();
    gate.lock();
    try {
      var message = written.computeIfAbsent(messageId, ignored -> new Written());
      while (!over && left > 0) {
        if (message.settledInRound > 0 && message.settledInRound < round) {
          return outcome(message);
        }
        if (textIsEnough && message.answered) {
          return Outcome.ANSWERED;
        }
        left = changed.awaitNanos(left);
      }
      return Outcome.TIMED_OUT;
    } finally {
      gate.unlock();
    }
  }

  private static Outcome outcome(Written message) {
    if (message.error || message.status.equals("failed")) {
      return Outcome.FAILED;
    }
    return message.answered ? Outcome.ANSWERED : Outcome.SILENT;
  }

  private void follow() {
    int failures = 0;
    try {
      while (!closed && failures < FAILURES_IN_A_ROW) {
        try {
          readOnce();
          failures = 0;
        } catch (IOException e) {
          failures++;
          log.debug("room follower: reading failed: {}", e.toString());
        }
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
      }
      if (!closed) {
        log.warn("The room cannot be read any more.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void readOnce() throws IOException {
    var news = new ArrayList<RoomEntry>();
    var unsettled = unsettled();
    @Nullable String cursor = null;
    do {
      var page = room.read(cursor);
      boolean known = false;
      for (var entry : page.entries()) {
        known |= shown.contains(entry.id());
        unsettled.remove(entry.id());
        news.add(entry);
      }
      cursor = known && unsettled.isEmpty() ? null : page.next();
    } while (cursor != null && !closed);
    take(news.reversed());
  }

  /** Messages whose state is to be read; older ones need not be looked at. */
  private Set<String> unsettled() {
    gate.lock();
    try {
      var ids = new HashSet<String>();
      written.forEach(
          (id, message) -> {
            if (message.settledInRound == 0) {
              ids.add(id);
            }
          });
      return ids;
    } finally {
      gate.unlock();
    }
  }

  private void take(List<RoomEntry> entries) {
    for (var entry : entries) {
      if (shown.add(entry.id())) {
        listener.accept(entry);
        note(entry);
      }
    }
    gate.lock();
    try {
      round++;
      entries.forEach(this::noteStatus);
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  private void note(RoomEntry entry) {
    boolean fromAgent = entry.senderId().equals(room.agentId());
    gate.lock();
    try {
      if (fromAgent && entry.isText()) {
        open(message -> message.answered = true);
      } else if (fromAgent && entry.type().equals("error")) {
        open(message -> message.error = true);
      } else if (entry.isText() && !entry.deliveryStatus(room.agentId()).isEmpty()) {
        written.computeIfAbsent(entry.id(), ignored -> new Written());
      }
    } finally {
      gate.unlock();
    }
  }

  private void open(Consumer<Written> change) {
    written.values().stream().filter(message -> message.settledInRound == 0).forEach(change);
  }

  /** A state counts one round later: a text read in an earlier page may belong to it. */
  private void noteStatus(RoomEntry entry) {
    var message = written.get(entry.id());
    if (message != null && message.settledInRound == 0 && entry.settledFor(room.agentId())) {
      message.status = entry.deliveryStatus(room.agentId());
      message.settledInRound = round;
    }
  }

  private void end() {
    gate.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }
}
