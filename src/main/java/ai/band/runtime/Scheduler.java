package ai.band.runtime;

import ai.band.api.LogScope;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All timed work of one agent: one thread, which never blocks. Work that may block gets a virtual
 * thread when it is due.
 */
final class Scheduler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  private final ScheduledThreadPoolExecutor clock;

  Scheduler(String name) {
    clock =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name(name + "-clock").daemon().unstarted(task));
    clock.setRemoveOnCancelPolicy(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    clock.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
  }

  /** Takes back work that has not begun. */
  interface Timer {
    void cancel();
  }

  /**
   * Runs something that may block, later and on a thread of that name. Nothing happens once the
   * agent has stopped.
   */
  Timer after(Duration delay, String threadName, Runnable work) {
    try {
      var due =
          clock.schedule(
              guarded(() -> start(threadName, work)), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> due.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /** Runs something quick again and again, until the agent stops. */
  Timer every(Duration interval, Runnable quick) {
    long nanos = interval.toNanos();
    try {
      var due = clock.scheduleAtFixedRate(guarded(quick), nanos, nanos, TimeUnit.NANOSECONDS);
      return () -> due.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  private static Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException | Error e) { // what is to come again would not
        log.error("timed work failed", e);
      }
    };
  }

  /** Runs something that may block at once, on a virtual thread of that name. */
  static Thread start(String threadName, Runnable work) {
    return Thread.ofVirtual().name(threadName).start(guarded(LogScope.carried(work)));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
