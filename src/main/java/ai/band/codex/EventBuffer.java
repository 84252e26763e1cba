package ai.band.codex;

import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnEvent.AgentMessageDelta;
import ai.band.codex.protocol.TurnEvent.CommandOutputDelta;
import ai.band.codex.protocol.TurnEvent.PlanDelta;
import ai.band.codex.protocol.TurnEvent.ReasoningDelta;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue between the reading of Codex and a slow consumer. Adding never blocks.
 *
 * <p>When it holds {@code limit} events, a delta is merged into the last waiting delta of the same
 * item; where there is none near the end, or it has grown to {@value #MERGED_LENGTH} characters,
 * the delta is dropped and counted. So are events that only inform and that a server may send
 * without end: those of no record, of the thread's status, of token usage. All other events are
 * kept beyond the limit: they decide how a turn goes on, and a turn makes few of them.
 */
final class EventBuffer {
  static final int MERGED_LENGTH = 256 * 1024;
  private static final int MERGE_DISTANCE = 64;

  private static final class Slot {
    private final ThreadEvent event;
    private @Nullable StringBuilder text;

    Slot(ThreadEvent event) {
      this.event = event;
    }

    ThreadEvent take() {
      return text == null
          ? event
          : new ThreadEvent(
              event.threadId(), event.turnId(), withText(event.event(), text.toString()));
    }
  }

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Slot> slots = new ArrayDeque<>(4);
  private long dropped;

  EventBuffer(int limit) {
    this.limit = limit;
  }

  void add(ThreadEvent event) {
    lock.lock();
    try {
      boolean full = slots.size() >= limit;
      String delta = full ? textOf(event.event()) : null;
      if (delta != null ? !mergedIntoWaiting(event, delta) : full && onlyInforms(event.event())) {
        dropped++;
      } else if (delta == null) {
        slots.add(new Slot(event));
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next event, or null when none arrives in time. */
  @Nullable ThreadEvent poll(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (slots.isEmpty() && left > 0) {
        left = arrived.awaitNanos(left);
      }
      Slot slot = slots.poll();
      return slot == null ? null : slot.take();
    } finally {
      lock.unlock();
    }
  }

  @Nullable ThreadEvent poll() {
    lock.lock();
    try {
      Slot slot = slots.poll();
      return slot == null ? null : slot.take();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      slots.clear();
    } finally {
      lock.unlock();
    }
  }

  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  private boolean mergedIntoWaiting(ThreadEvent event, String delta) {
    Iterator<Slot> fromEnd = slots.descendingIterator();
    for (int i = 0; i < MERGE_DISTANCE && fromEnd.hasNext(); i++) {
      Slot slot = fromEnd.next();
      if (!isSameStream(slot.event, event)) {
        continue;
      }
      if (slot.text == null) {
        String first = textOf(slot.event.event());
        slot.text = new StringBuilder(first == null ? "" : first);
      }
      if (slot.text.length() + delta.length() > MERGED_LENGTH) {
        return false;
      }
      slot.text.append(delta);
      return true;
    }
    return false;
  }

  private static boolean isSameStream(ThreadEvent waiting, ThreadEvent next) {
    if (!waiting.threadId().equals(next.threadId())) {
      return false;
    }
    return switch (next.event()) {
      case AgentMessageDelta d ->
          waiting.event() instanceof AgentMessageDelta w && w.itemId().equals(d.itemId());
      case PlanDelta d -> waiting.event() instanceof PlanDelta w && w.itemId().equals(d.itemId());
      case CommandOutputDelta d ->
          waiting.event() instanceof CommandOutputDelta w && w.itemId().equals(d.itemId());
      case ReasoningDelta d ->
          waiting.event() instanceof ReasoningDelta w
              && w.itemId().equals(d.itemId())
              && w.index() == d.index()
              && w.summary() == d.summary();
      default -> false;
    };
  }

  private static @Nullable String textOf(TurnEvent event) {
    return switch (event) {
      case AgentMessageDelta d -> d.delta();
      case PlanDelta d -> d.delta();
      case CommandOutputDelta d -> d.delta();
      case ReasoningDelta d -> d.delta();
      default -> null;
    };
  }

  private static boolean onlyInforms(TurnEvent event) {
    return switch (event) {
      case TurnEvent.Unrecognised ignored -> true;
      case TurnEvent.StatusChanged ignored -> true;
      case TurnEvent.TokenUsageUpdated ignored -> true;
      case TurnEvent.FromSubAgent wrapped -> onlyInforms(wrapped.event());
      default -> false;
    };
  }

  private static TurnEvent withText(TurnEvent event, String text) {
    return switch (event) {
      case AgentMessageDelta d -> new AgentMessageDelta(d.itemId(), text, d.phase());
      case PlanDelta d -> new PlanDelta(d.itemId(), text);
      case CommandOutputDelta d -> new CommandOutputDelta(d.itemId(), text);
      case ReasoningDelta d -> new ReasoningDelta(d.itemId(), text, d.index(), d.summary());
      default -> event;
    };
  }

  /** For callers that wait in whole durations. */
  static long nanos(java.time.Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return TimeUnit.DAYS.toNanos(36_500);
    }
  }
}
