package ai.band.runtime;

import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows in one room that the agent is working. Reports of a room never overlap and never hold up
 * the work; the last one of a turn always says that it is over.
 */
final class WorkingState {
  private static final Logger log = LoggerFactory.getLogger(WorkingState.class);

  private final String roomId;
  private final String threadName;
  private final Services services;
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields; not held over REST
  private final Condition settled = gate.newCondition();
  private boolean wanted;
  private boolean shown;
  private boolean repeat;
  private boolean reporting;
  private boolean failing;
  private long since;
  private Scheduler.@Nullable Timer nextReport;

  WorkingState(String roomId, String threadName, Services services) {
    this.roomId = roomId;
    this.threadName = threadName;
    this.services = services;
  }

  void begin() {
    gate.lock();
    try {
      wanted = true;
      since = System.nanoTime();
      startReporting();
    } finally {
      gate.unlock();
    }
  }

  void end() {
    gate.lock();
    try {
      wanted = false;
      cancelNext();
      startReporting();
    } finally {
      gate.unlock();
    }
  }

  private void startReporting() {
    if (!reporting) {
      reporting = true;
      Scheduler.start(threadName, this::report);
    }
  }

  private void cancelNext() {
    if (nextReport != null) {
      nextReport.cancel();
      nextReport = null;
    }
  }

  private void repeatNow() {
    gate.lock();
    try {
      nextReport = null;
      if (wanted && !tooLong()) {
        repeat = true;
        startReporting();
      }
    } finally {
      gate.unlock();
    }
  }

  /** Sends until the platform shows what is wanted. */
  private void report() {
    for (Boolean working = nextToSend(); working != null; working = nextToSend()) {
      send(working);
    }
  }

  private @Nullable Boolean nextToSend() {
    gate.lock();
    try {
      boolean due = wanted != shown || (wanted && repeat);
      repeat = false;
      if (!due) {
        reporting = false;
        settled.signalAll();
        if (wanted) {
          scheduleRepeat();
        }
        return null;
      }
      shown = wanted; // a lost report is made good by the next one, or runs out by itself
      return wanted;
    } finally {
      gate.unlock();
    }
  }

  private void scheduleRepeat() {
    if (nextReport == null) {
      nextReport =
          services
              .scheduler()
              .after(services.session().workingKeepAlive(), threadName, this::repeatNow);
    }
  }

  private boolean tooLong() {
    Duration longest = services.session().maxWorkingState();
    return longest != null && System.nanoTime() - since >= longest.toNanos();
  }

  private void send(boolean working) {
    try {
      services.rest().reportActivity(roomId, working, services.session().workingRequestTimeout());
      if (failing) {
        failing = false;
        log.info("room {}: the working state is reported again", roomId);
      }
    } catch (BandRestException e) {
      if (!failing) {
        failing = true;
        log.warn("room {}: the working state cannot be reported: {}", roomId, e.getMessage());
      }
    }
  }

  /** Waits until the platform was told that the work is over. */
  void awaitSettled(Deadline deadline) throws InterruptedException {
    gate.lock();
    try {
      while (reporting && !deadline.passed()) {
        settled.awaitNanos(deadline.left().toNanos());
      }
    } finally {
      gate.unlock();
    }
  }
}
