package ai.band.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The wish that the program ends. Made at most once; a second one does nothing. */
final class StopRequest {
  private final ReentrantLock gate = new ReentrantLock(); // guards both fields
  private final List<Runnable> actions = new ArrayList<>();
  private boolean requested;

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
