package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.RunningTurn;
import ai.band.codex.protocol.ServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A request that waits for somebody. It is settled once; whoever comes later changes nothing. */
final class PendingRequest {
  private final String id;
  private final Set<String> aliases;
  private final ServerRequest request;
  private final Asked asked;
  private final RunningTurn turn;
  private final long askedNanos = System.nanoTime();
  private final AtomicReference<@Nullable Settlement> claimed = new AtomicReference<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Settlement settlement;
  private @Nullable Runnable afterQuestion; // guarded by lock
  private boolean posted; // guarded by lock

  PendingRequest(
      String id, Set<String> aliases, ServerRequest request, Asked asked, RunningTurn turn) {
    this.id = id;
    this.aliases = aliases;
    this.request = request;
    this.asked = asked;
    this.turn = turn;
  }

  String id() {
    return id;
  }

  boolean answersTo(String token) {
    return id.equals(token) || aliases.contains(token);
  }

  ServerRequest request() {
    return request;
  }

  Asked asked() {
    return asked;
  }

  RunningTurn turn() {
    return turn;
  }

  String requesterId() {
    return turn.message().senderId();
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - askedNanos);
  }

  /**
   * Ends the request, if nobody else has.
   *
   * @param wanted how it ends
   * @param answer gives Codex its answer; false when Codex wanted none any more
   * @return how it ended by this call; null when it had ended before
   */
  @Nullable Settlement settle(Settlement wanted, BooleanSupplier answer) {
    if (!claimed.compareAndSet(null, wanted)) {
      return null;
    }
    Settlement ended = Settlement.withdrawn();
    try {
      if (answer.getAsBoolean()) {
        ended = wanted;
      }
    } finally {
      settlement = ended;
      done.countDown();
    }
    return ended;
  }

  /**
   * Does something once the room has read the question: nobody is to hear of an end before. Without
   * a question it is never done.
   */
  void onceQuestionIsPosted(Runnable action) {
    lock.lock();
    try {
      if (!posted) {
        afterQuestion = action;
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /** The question is in the room. */
  void questionIsPosted() {
    Runnable due;
    lock.lock();
    try {
      posted = true;
      due = afterQuestion;
      afterQuestion = null;
    } finally {
      lock.unlock();
    }
    if (due != null) {
      due.run();
    }
  }

  /** How it ended; null while it waits. */
  @Nullable Settlement settlement() {
    return settlement;
  }

  boolean hasEnded() {
    return settlement != null;
  }

  /** Waits for the end. False when the time was not enough. */
  boolean await(Duration limit) throws InterruptedException {
    return done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
