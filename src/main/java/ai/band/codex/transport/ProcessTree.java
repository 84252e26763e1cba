package ai.band.codex.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process with everything it has started. Codex from npm is a launcher with the real server as
 * its child: when the launcher dies first, nobody can find the child any more, so the children are
 * noted while it lives.
 */
final class ProcessTree {
  private final Process root;
  private final Set<ProcessHandle> noted = ConcurrentHashMap.newKeySet();

  ProcessTree(Process root) {
    this.root = root;
  }

  /** Notes the present children, their children and so on. */
  void note() {
    noted.removeIf(process -> !process.isAlive());
    root.descendants().forEach(noted::add);
  }

  boolean isAlive() {
    return root.isAlive() || noted.stream().anyMatch(ProcessHandle::isAlive);
  }

  /** Waits for the end of all; null: without limit. Returns whether they have ended. */
  boolean awaitEnd(@Nullable Duration limit) throws InterruptedException {
    long deadline = limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
    if (!awaitEnd(root.toHandle(), limit == null ? null : deadline)) {
      return false;
    }
    for (ProcessHandle process : noted) {
      if (!awaitEnd(process, limit == null ? null : deadline)) {
        return false;
      }
    }
    return true;
  }

  void terminate() {
    signal(ProcessHandle::destroy);
  }

  void kill() {
    signal(ProcessHandle::destroyForcibly);
  }

  private void signal(Consumer<ProcessHandle> signal) {
    note();
    signal.accept(root.toHandle());
    noted.stream().filter(ProcessHandle::isAlive).forEach(signal);
  }

  private static boolean awaitEnd(ProcessHandle process, @Nullable Long deadline)
      throws InterruptedException {
    try {
      if (deadline == null) {
        process.onExit().get();
      } else {
        process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive();
    } catch (ExecutionException e) {
      return !process.isAlive();
    }
  }
}
