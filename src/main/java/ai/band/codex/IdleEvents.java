package ai.band.codex;

import ai.band.codex.protocol.ThreadEvent;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to a listener in order, on a virtual thread that lives only while there are some.
 *
 * <p>{@value #LIMIT} events wait for a slow listener; then some are merged or dropped, as in {@link
 * EventBuffer}.
 */
final class IdleEvents {
  private static final int LIMIT = 1_000;
  private static final int TURNS_IGNORED = 8;
  private static final Logger log = LoggerFactory.getLogger(IdleEvents.class);

  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Consumer<ThreadEvent> listener;

  // Guarded by lock; both are absent most of the time.
  private @Nullable EventBuffer waiting;
  private @Nullable ArrayDeque<String> ignored;

  IdleEvents(String name) {
    this.name = name;
  }

  void listener(@Nullable Consumer<ThreadEvent> next) {
    this.listener = next;
  }

  /** From now on drops what comes for this turn. The oldest of many is forgotten. */
  void ignoreTurn(String turnId) {
    lock.lock();
    try {
      if (ignored == null) {
        ignored = new ArrayDeque<>(1);
      }
      if (ignored.size() == TURNS_IGNORED) {
        ignored.poll();
      }
      ignored.add(turnId);
    } finally {
      lock.unlock();
    }
  }

  boolean ignores(String turnId) {
    lock.lock();
    try {
      return ignored != null && ignored.contains(turnId);
    } finally {
      lock.unlock();
    }
  }

  void add(ThreadEvent event) {
    if (event.turnId() != null && ignores(event.turnId())) {
      log.debug("{}: dropped an event of abandoned turn {}", name, event.turnId());
      return;
    }
    if (listener == null) {
      log.debug("{}: nobody hears {}", name, event.event().getClass().getSimpleName());
      return;
    }
    lock.lock();
    try {
      if (waiting != null) {
        waiting.add(event);
        return;
      }
      waiting = new EventBuffer(LIMIT);
      waiting.add(event);
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("codex-idle-" + name).start(this::deliver);
  }

  private void deliver() {
    for (ThreadEvent event = take(); event != null; event = take()) {
      Consumer<ThreadEvent> hearing = listener;
      try {
        if (hearing != null) {
          hearing.accept(event);
        }
      } catch (RuntimeException | Error e) {
        log.warn("{}: the listener failed on an event; the next ones still reach it", name, e);
      }
    }
  }

  private @Nullable ThreadEvent take() {
    lock.lock();
    try {
      ThreadEvent next = waiting == null ? null : waiting.poll();
      if (next == null) {
        waiting = null;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
