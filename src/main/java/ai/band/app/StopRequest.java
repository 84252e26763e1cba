package ai.band.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What signals ask of the program: to end, at most once, or to read its configuration again. Who
 * cannot do the latter is ended by it.
 */
final class StopRequest {
  private final ReentrantLock gate = new ReentrantLock(); // guards all fields
  private final List<Runnable> actions = new ArrayList<>();
  private boolean requested;
  private @Nullable Runnable onHangUp;

  /** Runs an action when the program is to end; at once when it already is. */
  void onRequested(Runnable action) {
    gate.lock();
    try {
      if (!requested) {
        actions.add(action);
        return;
      }
    } finally {
      gate.unlock();
    }
    action.run();
  }

  /**
   * Takes hang-ups from now on instead of ending by them.
   *
   * @param action must return quickly
   */
  void onHangUp(Runnable action) {
    gate.lock();
    try {
      onHangUp = action;
    } finally {
      gate.unlock();
    }
  }

  /** The line was hung up, or somebody sent the signal of it on purpose. */
  void hangUp() {
    Runnable action;
    gate.lock();
    try {
      action = onHangUp;
    } finally {
      gate.unlock();
    }
    if (action == null) {
      request();
    } else {
      action.run();
    }
  }

  /** Asks for the end. */
  void request() {
    List<Runnable> due;
    gate.lock();
    try {
      requested = true;
      due = List.copyOf(actions);
      actions.clear();
    } finally {
      gate.unlock();
    }
    due.forEach(Runnable::run);
  }

  boolean requested() {
    gate.lock();
    try {
      return requested;
    } finally {
      gate.unlock();
    }
  }
}
