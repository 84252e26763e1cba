package ai.band.runtime;

import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the end of each message of one room to the platform. The first try is made by the caller;
 * after a failure it is repeated, further and further apart, until the platform takes it or says
 * that there is nothing to take. A pending mark never makes a message run again.
 */
final class Acknowledgements {
  private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);

  private enum Step {
    FAILED,
    CLAIM,
    PROCESSED
  }

  private static final class Pending {
    final String messageId;
    final String reason;
    final List<Step> steps;
    int done;
    int failures;
    boolean busy = true;

    Pending(String messageId, String reason, List<Step> steps) {
      this.messageId = messageId;
      this.reason = reason;
      this.steps = steps;
    }
  }

  private final String roomId;
  private final String threadName;
  private final BandRest rest;
  private final Services services;
  private final ReentrantLock gate = new ReentrantLock(); // guards pending; not held over REST
  private final Map<String, Pending> pending = new HashMap<>(0);

  Acknowledgements(String roomId, String threadName, Services services) {
    this.roomId = roomId;
    this.threadName = threadName;
    this.rest = services.rest();
    this.services = services;
  }

  /** The attempt succeeded. */
  void processed(String messageId) {
    submit(new Pending(messageId, "", List.of(Step.PROCESSED)));
  }

  /** The attempt failed; another one follows. */
  void failed(String messageId, String reason) {
    submit(new Pending(messageId, reason, List.of(Step.FAILED)));
  }

  /** The attempt failed for good: recorded, then closed so that it never blocks the queue. */
  void failedForGood(String messageId, String reason) {
    submit(new Pending(messageId, reason, List.of(Step.FAILED, Step.CLAIM, Step.PROCESSED)));
  }

  /** Closes a message that is not to run. */
  void discard(String messageId) {
    submit(new Pending(messageId, "", List.of(Step.CLAIM, Step.PROCESSED)));
  }

  boolean pending(String messageId) {
    gate.lock();
    try {
      return pending.containsKey(messageId);
    } finally {
      gate.unlock();
    }
  }

  boolean anyPending() {
    gate.lock();
    try {
      return !pending.isEmpty();
    } finally {
      gate.unlock();
    }
  }

  /** A new attempt begins: what was still to be said of the last one is out of date. */
  void cancel(String messageId) {
    gate.lock();
    try {
      pending.remove(messageId);
    } finally {
      gate.unlock();
    }
  }

  /** Tries all that is pending once more, now. */
  void flush() {
    for (Pending mark : due()) {
      perform(mark);
    }
  }

  private List<Pending> due() {
    gate.lock();
    try {
      return pending.values().stream().filter(mark -> !mark.busy).toList();
    } finally {
      gate.unlock();
    }
  }

  private void submit(Pending mark) {
    gate.lock();
    try {
      pending.put(mark.messageId, mark);
    } finally {
      gate.unlock();
    }
    send(mark);
  }

  private void perform(Pending mark) {
    gate.lock();
    try {
      if (pending.get(mark.messageId) != mark || mark.busy) {
        return;
      }
      mark.busy = true;
    } finally {
      gate.unlock();
    }
    send(mark);
  }

  private void send(Pending mark) {
    String failure = null;
    while (failure == null && mark.done < mark.steps.size()) {
      failure = attempt(mark);
    }
    if (failure == null) {
      drop(mark);
    } else {
      postpone(mark, failure);
    }
  }

  /** One step; null when the platform took it or has nothing to take, else why it did not. */
  private @Nullable String attempt(Pending mark) {
    try {
      var taken =
          switch (mark.steps.get(mark.done)) {
            case FAILED -> rest.markFailed(roomId, mark.messageId, mark.reason);
            case CLAIM -> rest.markProcessing(roomId, mark.messageId);
            case PROCESSED -> rest.markProcessed(roomId, mark.messageId);
          };
      if (taken.isEmpty()) {
        return "the platform takes no marks while the agent is stopped in the room";
      }
      mark.done++;
      return null;
    } catch (BandRestException.NotFound gone) {
      mark.done = mark.steps.size();
      return null;
    } catch (BandRestException.Invalid | BandRestException.Conflict closed) {
      // No open attempt: an earlier try of this mark got through although its answer was lost.
      mark.done++;
      return null;
    } catch (BandRestException failure) {
      return String.valueOf(failure.getMessage());
    }
  }

  private void drop(Pending mark) {
    gate.lock();
    try {
      if (pending.get(mark.messageId) == mark) {
        if (mark.steps.getLast() == Step.PROCESSED) {
          services.finished().add(roomId, mark.messageId); // from now on the platform knows it too
        }
        pending.remove(mark.messageId);
      }
    } finally {
      gate.unlock();
    }
    if (mark.failures > 0) {
      log.info(
          "room {}: message {} is acknowledged after {} failed tries",
          roomId,
          mark.messageId,
          mark.failures);
    }
  }

  private void postpone(Pending mark, String failure) {
    Duration wait = services.timing().doubled(services.timing().acknowledgeBase(), mark.failures);
    if (mark.failures == 0) {
      log.warn(
          "room {}: message {} could not be acknowledged and is tried again: {}",
          roomId,
          mark.messageId,
          failure);
    }
    services.counters().acknowledgementRetries.increment();
    gate.lock();
    try {
      mark.failures++;
      mark.busy = false;
    } finally {
      gate.unlock();
    }
    services.scheduler().after(wait, threadName, () -> perform(mark));
  }
}
