package ai.band.adapter.codex.room;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How long a turn has been at work. It stands still while a person is being asked something on
 * behalf of the turn. Safe from any thread.
 */
public final class TurnClock {
  private final long limitNanos;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private int pauses;
  private long counted;
  private long runningSince;

  /** A running clock. */
  public TurnClock(Duration limit) {
    this(limit, System::nanoTime);
  }

  TurnClock(Duration limit, LongSupplier nanoTime) {
    this.limitNanos = limit.toNanos();
    this.nanoTime = nanoTime;
    this.runningSince = nanoTime.getAsLong();
  }

  /**
   * Stops the clock until the pause is closed. Pauses may overlap; the clock runs again when the
   * last one is closed.
   */
  public Pause pause() {
    lock.lock();
    try {
      if (pauses++ == 0) {
        counted += nanoTime.getAsLong() - runningSince;
      }
    } finally {
      lock.unlock();
    }
    return new Pause();
  }

  /** Working time in all. */
  public Duration limit() {
    return Duration.ofNanos(limitNanos);
  }

  /** Working time so far, pauses left out. */
  public Duration worked() {
    return Duration.ofNanos(workedNanos());
  }

  /** Working time left; zero when the limit is reached. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, limitNanos - workedNanos()));
  }

  /** Whether somebody is being asked at the moment. */
  public boolean isPaused() {
    lock.lock();
    try {
      return pauses > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the limit is reached. Never true during a pause. */
  public boolean hasExpired() {
    return !isPaused() && workedNanos() >= limitNanos;
  }

  private long workedNanos() {
    lock.lock();
    try {
      return pauses > 0 ? counted : counted + nanoTime.getAsLong() - runningSince;
    } finally {
      lock.unlock();
    }
  }

  private void resume() {
    lock.lock();
    try {
      if (--pauses == 0) {
        runningSince = nanoTime.getAsLong();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Time that does not count. Closing it twice does no harm. */
  public final class Pause implements AutoCloseable {
    private boolean closed;

    private Pause() {}

    @Override
    public void close() {
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closed = true;
      } finally {
        lock.unlock();
      }
      resume();
    }
  }
}
