package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TokenUsage.Counts;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the tokens of a room's thread and of its running turn. Counters never run backwards. What
 * a thread had used before a turn, as Codex tells after a resume, is not the turn's. Safe from any
 * thread.
 */
final class UsageMeter {
  private static final Logger log = LoggerFactory.getLogger(UsageMeter.class);

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable String threadId;
  private Counts total = Counts.NONE;
  private Counts anchor = Counts.NONE;
  private @Nullable Long contextWindow;

  /** Whether it is known what the thread had used before we came. */
  private boolean anchored = true;

  private boolean warned;

  /** Told of a thread before that thread was ours. */
  private @Nullable String earlyThreadId;

  private @Nullable TokenUsage early;

  /**
   * What the meter shows.
   *
   * @param total of the whole thread
   * @param turn since the running turn began
   * @param contextWindow of the model, when told
   */
  record Reading(Counts total, Counts turn, @Nullable Long contextWindow) {
    boolean any() {
      return total.total() > 0;
    }
  }

  void threadMapped(String id) {
    follow(id, true);
  }

  void threadResumed(String id) {
    follow(id, false);
  }

  void threadArchived() {
    lock.lock();
    try {
      reset(null, true);
    } finally {
      lock.unlock();
    }
  }

  void turnBegins(String id) {
    follow(id, false);
    lock.lock();
    try {
      anchor = total;
    } finally {
      lock.unlock();
    }
  }

  /** The running turn has used something. */
  Reading used(TokenUsage usage) {
    lock.lock();
    try {
      if (!anchored && usage.last() != null) {
        anchor = whole(usage.total()).since(whole(usage.last()));
      }
      anchored = true;
      raise(usage);
      return reading();
    } finally {
      lock.unlock();
    }
  }

  /** Codex tells what was used outside of the running turn, if there is one. */
  void usedBefore(String id, TokenUsage usage) {
    lock.lock();
    try {
      if (!id.equals(threadId)) {
        earlyThreadId = id;
        early = usage;
        return;
      }
      anchored = true;
      anchor = most(anchor, whole(usage.total()));
      raise(usage);
    } finally {
      lock.unlock();
    }
  }

  Reading read() {
    lock.lock();
    try {
      return reading();
    } finally {
      lock.unlock();
    }
  }

  private Reading reading() {
    return new Reading(total, total.since(anchor), contextWindow);
  }

  private void follow(String id, boolean fresh) {
    lock.lock();
    try {
      if (id.equals(threadId)) {
        return;
      }
      reset(id, fresh);
      if (early != null && id.equals(earlyThreadId)) {
        usedBefore(id, early);
      }
      early = null;
    } finally {
      lock.unlock();
    }
  }

  private void reset(@Nullable String id, boolean fresh) {
    threadId = id;
    total = Counts.NONE;
    anchor = Counts.NONE;
    contextWindow = null;
    anchored = fresh;
    warned = false;
  }

  private void raise(TokenUsage usage) {
    Counts told = whole(usage.total());
    Counts raised = most(total, told);
    if (!raised.equals(told) && !warned) {
      warned = true;
      log.warn("thread {}: Codex told less usage than before; the higher counts stay", threadId);
    }
    total = raised;
    if (usage.contextWindow() != null) {
      contextWindow = usage.contextWindow();
    }
  }

  private static Counts most(Counts a, Counts b) {
    return new Counts(
        Math.max(a.total(), b.total()),
        Math.max(a.input(), b.input()),
        Math.max(a.cachedInput(), b.cachedInput()),
        Math.max(a.cacheWriteInput(), b.cacheWriteInput()),
        Math.max(a.output(), b.output()),
        Math.max(a.reasoningOutput(), b.reasoningOutput()));
  }

  /** Reasoning is part of the output and counts once. */
  private static Counts whole(Counts told) {
    return told.total() > 0
        ? told
        : new Counts(
            told.input() + told.output(),
            told.input(),
            told.cachedInput(),
            told.cacheWriteInput(),
            told.output(),
            told.reasoningOutput());
  }
}
