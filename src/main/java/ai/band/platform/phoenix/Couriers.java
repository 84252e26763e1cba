package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads that run the listeners of one socket, and their common end. */
final class Couriers {
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

  Thread start(String name, Runnable work) {
    return Thread.ofVirtual()
        .name(name)
        .start(
            () -> {
              // Noted before it asks whether all is shut, so that an end either waits for it or is
              // seen by it.
              running.add(Thread.currentThread());
              try {
                work.run();
              } finally {
                running.remove(Thread.currentThread());
              }
            });
  }

  /** Whether nothing more is to be delivered. */
  boolean shut() {
    return shut;
  }

  /** Lets no delivery begin, waits for those under way, and interrupts the ones that stay. */
  void close(Duration patience) throws InterruptedException {
    shut = true;
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : running) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (!thread.equals(Thread.currentThread())
          && !(left.isPositive() ? thread.join(left) : !thread.isAlive())) {
        thread.interrupt();
      }
    }
  }
}
