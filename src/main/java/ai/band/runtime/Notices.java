package ai.band.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lines that reach the model of one room with the next message there. Full: the oldest goes. */
final class Notices {
  private static final int MOST = 100;

  private final ReentrantLock gate = new ReentrantLock(); // guards lines
  private final ArrayDeque<String> lines = new ArrayDeque<>(1);

  void add(String line) {
    gate.lock();
    try {
      if (lines.size() >= MOST) {
        lines.poll();
      }
      lines.add(line);
    } finally {
      gate.unlock();
    }
  }

  /** What waits, or null. */
  @Nullable Batch waiting() {
    gate.lock();
    try {
      return lines.isEmpty() ? null : new Batch(new ArrayList<>(lines));
    } finally {
      gate.unlock();
    }
  }

  /** Lines given to one turn. */
  final class Batch {
    private final List<String> given;

    private Batch(List<String> given) {
      this.given = given;
    }

    String text() {
      return String.join("\n", given);
    }

    /** The model has them. */
    void delivered() {
      gate.lock();
      try {
        for (String line : given) {
          lines.removeFirstOccurrence(line);
        }
      } finally {
        gate.unlock();
      }
    }
  }
}
