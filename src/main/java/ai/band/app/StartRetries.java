package ai.band.app;

import ai.band.app.repository.RepositoryUnavailableException;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.platform.BandConnectionException;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.TrustedAuthorities;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often and after which waits the start of an agent is repeated: for what may pass by itself,
 * never for a wrong setting, key or certificate. For one thread.
 */
final class StartRetries {
  /** After running this long, an agent counts as healthy and begins to count anew. */
  static final Duration HEALTHY = Duration.ofMinutes(5);

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final int most;
  private final boolean remoteCodex;
  private final long connectEnd;
  private Duration wait = FIRST_WAIT;
  private int used;
  private boolean ran;

  /**
   * @param most retries in a row
   * @param connectTimeout for the first start, attempts and waits together
   * @param remoteCodex whether Codex is reached over a network, where it may come back by itself
   */
  StartRetries(int most, Duration connectTimeout, boolean remoteCodex) {
    this.most = most;
    this.remoteCodex = remoteCodex;
    this.connectEnd = System.nanoTime() + connectTimeout.toNanos();
  }

  /** Notes that the agent has run. */
  void ranFor(Duration time) {
    ran = true;
    if (time.compareTo(HEALTHY) >= 0) {
      wait = FIRST_WAIT;
      used = 0;
    }
  }

  /**
   * The wait before the next attempt.
   *
   * @param endless whether to go on although the retries are used up, because the program goes on
   *     anyway
   * @return null when there is to be none
   */
  @Nullable Duration next(boolean endless) {
    boolean late = !ran && System.nanoTime() + wait.toNanos() > connectEnd;
    if (!endless && (late || used >= most)) {
      return null;
    }
    used++;
    Duration now = wait;
    Duration doubled = wait.multipliedBy(2);
    wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    return now;
  }

  /**
   * Waits before the next attempt.
   *
   * @return true as soon as the agent is to stop, false when the wait is over
   */
  static boolean stoppedWithin(Duration wait, CountDownLatch stop) throws InterruptedException {
    return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether a failure may pass by itself. */
  boolean mayPass(RuntimeException failure) {
    return switch (failure) {
      case BandRestException rest -> rest.retryable() && !TrustedAuthorities.lacking(rest);
      case BandConnectionException connection ->
          connection.kind() == BandConnectionException.Kind.UNREACHABLE
              && !TrustedAuthorities.lacking(connection);
      case RepositoryUnavailableException ignored -> true;
      case CodexUnavailable gone -> remoteCodex && gone.isRetryable();
      default -> false;
    };
  }
}
