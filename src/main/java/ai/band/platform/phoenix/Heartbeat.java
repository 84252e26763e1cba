package ai.band.platform.phoenix;

import org.jspecify.annotations.Nullable;

/**
 * When to send a heartbeat, and when its silence means that the connection is dead. Times are those
 * of {@link System#nanoTime}. Guarded by its owner's lock.
 */
final class Heartbeat {
  enum Step {
    WAIT,
    SEND,
    DEAD
  }

  private final long interval;
  private final long patience;
  private final long joinPatience;
  private @Nullable String waitingFor;
  private long next;
  private long progress;
  private boolean behindJoins;

  Heartbeat(PhoenixOptions options) {
    interval = options.heartbeatInterval().toNanos();
    patience = Math.min(interval, options.heartbeatTimeout().toNanos());
    joinPatience = options.joinTimeout().toNanos();
  }

  void start(long now) {
    waitingFor = null;
    next = now + interval;
  }

  Step step(long now, boolean joining) {
    behindJoins |= joining;
    if (now - due() < 0) {
      return Step.WAIT;
    }
    return waitingFor == null ? Step.SEND : Step.DEAD;
  }

  void sent(String ref, long now, boolean joining) {
    waitingFor = ref;
    progress = now;
    next = now + interval;
    behindJoins = joining;
  }

  /** A join was answered: the server works through what stands before the heartbeat. */
  void progressed(long now) {
    progress = now;
  }

  /** Whether that was the answer waited for. */
  boolean answered(String ref) {
    boolean ours = ref.equals(waitingFor);
    if (ours) {
      waitingFor = null;
    }
    return ours;
  }

  /** When {@link #step} has something to say next. */
  long due() {
    return waitingFor == null ? next : progress + patience + (behindJoins ? joinPatience : 0);
  }
}
