package ai.band.runtime;

import ai.band.api.Lane;
import ai.band.api.TurnSignal.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of one room are under way, and whether the room takes any.
 *
 * <p>A message is known here from the moment it is accepted until its end is decided, so that the
 * copies that come by push, by poll and after a reconnect are run once.
 */
final class DeliveryBook {
  /** Whether the room takes messages. */
  enum Door {
    OPEN,
    /** A person stopped the agent here: everything is left for replay. */
    STOPPED,
    /** The program stops. */
    CLOSING,
    /** The agent is not in the room any more. */
    LEFT
  }

  private enum Phase {
    QUEUED,
    RUNNING,
    /** Between two attempts. */
    WAITING
  }

  private final String name;
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields below
  private final Map<String, Phase> known = new HashMap<>(0);
  private final List<ActiveRun> active = new ArrayList<>(0);
  private Door door = Door.OPEN;

  /**
   * @param name of the room, for threads
   */
  DeliveryBook(String name) {
    this.name = name;
  }

  Door door() {
    gate.lock();
    try {
      return door;
    } finally {
      gate.unlock();
    }
  }

  /** Accepts a message that is not under way; false for a copy, or when the door is not open. */
  boolean admit(String messageId) {
    gate.lock();
    try {
      return door == Door.OPEN && known.putIfAbsent(messageId, Phase.QUEUED) == null;
    } finally {
      gate.unlock();
    }
  }

  boolean knows(String messageId) {
    gate.lock();
    try {
      return known.containsKey(messageId);
    } finally {
      gate.unlock();
    }
  }

  boolean anythingRunning() {
    gate.lock();
    try {
      return !active.isEmpty();
    } finally {
      gate.unlock();
    }
  }

  boolean anythingUnderWay() {
    gate.lock();
    try {
      return !known.isEmpty();
    } finally {
      gate.unlock();
    }
  }

  /** Opens the window in which signals hit this message; null when it must not run now. */
  @Nullable ActiveRun begin(String messageId, Lane lane) {
    var signal = new TurnSignalSource(name);
    var run = new ActiveRun(messageId, Thread.currentThread(), signal, lane == Lane.WORK);
    gate.lock();
    try {
      // A copy taken from the lane before a stop and a play is not queued any more.
      if (door != Door.OPEN || !known.replace(messageId, Phase.QUEUED, Phase.RUNNING)) {
        return null;
      }
      active.add(run);
      return run;
    } finally {
      gate.unlock();
    }
  }

  /** Closes that window, by the thread of the run; a late interrupt of it is taken back. */
  void end(ActiveRun run) {
    gate.lock();
    try {
      active.remove(run);
      Thread.interrupted();
    } finally {
      gate.unlock();
    }
  }

  void waitForNextAttempt(String messageId) {
    gate.lock();
    try {
      if (door == Door.OPEN) {
        known.put(messageId, Phase.WAITING);
      } else {
        known.remove(messageId);
      }
    } finally {
      gate.unlock();
    }
  }

  /** Takes a waiting message up again; false when it was forgotten meanwhile. */
  boolean nextAttempt(String messageId) {
    gate.lock();
    try {
      return door == Door.OPEN && known.replace(messageId, Phase.WAITING, Phase.QUEUED);
    } finally {
      gate.unlock();
    }
  }

  void forget(String messageId) {
    gate.lock();
    try {
      known.remove(messageId);
    } finally {
      gate.unlock();
    }
  }

  /** Shuts the door; whatever does not run yet is forgotten, the platform keeps it. */
  void shut(Door reason) {
    gate.lock();
    try {
      if (door.compareTo(reason) < 0) {
        door = reason;
      }
      known.values().removeIf(phase -> phase != Phase.RUNNING);
    } finally {
      gate.unlock();
    }
  }

  /** Ends a stop; false when the room was not stopped. */
  boolean reopen() {
    gate.lock();
    try {
      if (door != Door.STOPPED) {
        return false;
      }
      door = Door.OPEN;
      return true;
    } finally {
      gate.unlock();
    }
  }

  /** Tells the running work to end; an interrupt by a person concerns turns only. */
  List<ActiveRun> raise(Cause cause) {
    List<ActiveRun> hit = new ArrayList<>(2);
    gate.lock();
    try {
      for (ActiveRun run : active) {
        if (run.interruptible() || cause != Cause.INTERRUPTED) {
          hit.add(run);
        }
      }
    } finally {
      gate.unlock();
    }
    hit.forEach(run -> run.signal().raise(cause));
    return hit;
  }

  /** Interrupts the thread of work that has not ended by itself. */
  boolean interrupt(ActiveRun run) {
    gate.lock();
    try {
      boolean late = active.contains(run);
      if (late) {
        run.thread().interrupt();
      }
      return late;
    } finally {
      gate.unlock();
    }
  }
}
