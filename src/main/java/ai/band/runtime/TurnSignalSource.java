package ai.band.runtime;

import ai.band.api.TurnSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime's end of a {@link TurnSignal}: exists from before the claim to the last mark. */
final class TurnSignalSource implements TurnSignal {
  private static final Logger log = LoggerFactory.getLogger(TurnSignalSource.class);

  private final String name;
  private final ReentrantLock gate = new ReentrantLock(); // guards actions and the raising
  private @Nullable List<Runnable> actions;
  private volatile @Nullable Cause cause;

  /**
   * @param name for the threads that run actions
   */
  TurnSignalSource(String name) {
    this.name = name;
  }

  /** Raises it; false when it was raised before, and then the first cause stays. */
  boolean raise(Cause reason) {
    List<Runnable> due;
    gate.lock();
    try {
      if (cause != null) {
        return false;
      }
      cause = reason;
      due = actions == null ? List.of() : actions;
      actions = null;
    } finally {
      gate.unlock();
    }
    due.forEach(this::start);
    return true;
  }

  /** Waits for it; false when it was not raised in that time. */
  boolean awaitRaised(Duration time) throws InterruptedException {
    var raised = new CountDownLatch(1);
    try (Subscription ignored = onRaised(raised::countDown)) {
      return raised.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public @Nullable Cause cause() {
    return cause;
  }

  @Override
  public Subscription onRaised(Runnable action) {
    gate.lock();
    try {
      if (cause == null) {
        if (actions == null) {
          actions = new ArrayList<>(2);
        }
        actions.add(action);
        return () -> remove(action);
      }
    } finally {
      gate.unlock();
    }
    start(action);
    return () -> {};
  }

  private void remove(Runnable action) {
    gate.lock();
    try {
      if (actions != null) {
        actions.remove(action);
      }
    } finally {
      gate.unlock();
    }
  }

  private void start(Runnable action) {
    Thread.ofVirtual()
        .name(name + "-signal")
        .start(
            () -> {
              try {
                action.run();
              } catch (RuntimeException e) {
                log.warn("{}: an action on the end of a turn failed", name, e);
              }
            });
  }
}
