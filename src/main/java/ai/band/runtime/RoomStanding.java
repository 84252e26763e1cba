package ai.band.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What is known of the agent's place in one room. */
final class RoomStanding {
  private static final Duration LONGEST_OVERLAP = Duration.ofSeconds(30);

  private final AtomicBoolean checking = new AtomicBoolean();
  private volatile boolean confirmed;
  private volatile boolean missing;
  private volatile @Nullable CountDownLatch predecessor;

  /** Waits with everything until an earlier stay in the same room has come to its end. */
  void after(@Nullable CountDownLatch earlierStay) {
    predecessor = earlierStay;
  }

  void awaitPredecessor() throws InterruptedException {
    CountDownLatch earlier = predecessor;
    if (earlier != null) {
      earlier.await(LONGEST_OVERLAP.toSeconds(), TimeUnit.SECONDS);
      predecessor = null;
    }
  }

  /** Only one at a time asks whether the room is still there. */
  boolean beginCheck() {
    return checking.compareAndSet(false, true);
  }

  void endCheck() {
    checking.set(false);
  }

  /** The platform has shown that the agent is in the room; before, only a push said so. */
  void confirm() {
    confirmed = true;
    missing = false;
  }

  boolean confirmed() {
    return confirmed;
  }

  /** The list of rooms has left it out. */
  void miss() {
    missing = true;
  }

  boolean missing() {
    return missing;
  }
}
