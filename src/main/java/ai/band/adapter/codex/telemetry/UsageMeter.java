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

  /** The highest counts that Codex has told since it last began anew. */
  private Counts told = Counts.NONE;

  /** What was used before Codex began to count anew. */
  private Counts base = Counts.NONE;

  private Counts anchor = Counts.NONE;
  private @Nullable Long contextWindow;

  /** The total by which Codex has marked a full context, and which its totals still contain. */
  private long fullMark;

  /** What the room was told last. */
  private @Nullable Counts reported;

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
      anchor = total();
    } finally {
      lock.unlock();
    }
  }

  /** The running turn has used something. */
  Reading used(TokenUsage usage) {
    lock.lock();
    try {
      if (raise(usage) && !anchored) {
        anchored = true;
        if (usage.last() != null) {
          anchor = total().since(ofResponse(usage.last()));
        }
      }
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
      if (raise(usage)) {
        anchored = true;
        anchor = most(anchor, base.plus(counted(usage)));
      }
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

  /** Whether the room has not heard of these counts yet; asked once for each. */
  boolean isNews(Counts counts) {
    lock.lock();
    try {
      boolean news = !counts.equals(reported);
      reported = counts;
      return news;
    } finally {
      lock.unlock();
    }
  }

  private Counts total() {
    return base.plus(told);
  }

  private Reading reading() {
    return new Reading(total(), total().since(anchor), contextWindow);
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
    told = Counts.NONE;
    base = Counts.NONE;
    anchor = Counts.NONE;
    contextWindow = null;
    fullMark = 0;
    reported = null;
    anchored = fresh;
    warned = false;
  }

  /** False when this told nothing of what was used. */
  private boolean raise(TokenUsage usage) {
    if (usage.contextWindow() != null) {
      contextWindow = usage.contextWindow();
    }
    if (marksFullContext(usage.total())) {
      base = total();
      told = Counts.NONE;
      fullMark = usage.total().total();
      return false;
    }
    Counts now = counted(usage);
    Counts raised = most(told, now);
    if (!raised.equals(now) && !warned) {
      warned = true;
      log.warn("thread {}: Codex told less usage than before; the higher counts stay", threadId);
    }
    told = raised;
    return true;
  }

  /**
   * A context that is full is told as if it had been used up at once, and all counts start over.
   */
  private boolean marksFullContext(Counts counts) {
    return contextWindow != null
        && counts.total() == contextWindow
        && counts.input() + counts.output() == 0;
  }

  private Counts counted(TokenUsage usage) {
    Counts counts = whole(usage.total());
    long surplus = counts.total() - counts.input() - counts.output();
    boolean marked =
        surplus > 0 && (surplus == fullMark || (contextWindow != null && surplus == contextWindow));
    return marked ? withTotal(counts, counts.input() + counts.output()) : counts;
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
    return told.total() > 0 ? told : withTotal(told, told.input() + told.output());
  }

  /** After a compaction Codex tells only a guess of the context's size; no response has that. */
  private static Counts ofResponse(Counts last) {
    return last.input() + last.output() == 0 ? Counts.NONE : whole(last);
  }

  private static Counts withTotal(Counts counts, long total) {
    return new Counts(
        total,
        counts.input(),
        counts.cachedInput(),
        counts.cacheWriteInput(),
        counts.output(),
        counts.reasoningOutput());
  }
}
