package ai.band.platform.rest;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends calls and repeats those that failed, as far as a repeat can do no harm. */
final class Http implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Http.class);

  private final Transport transport;
  private final RetrySettings retry;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder repeated = new LongAdder();

  Http(BandRestOptions options) {
    transport = new Transport(options);
    retry = options.retry();
  }

  Answer call(RestCall call) {
    for (int failures = 0; ; failures++) {
      try {
        return transport.send(call);
      } catch (BandRestException failure) {
        if (failures >= retry.maxRetries() || !mayRepeat(call, failure)) {
          throw failure;
        }
        if (closedWithin(delay(failure, failures), call, failure)) {
          throw failure;
        }
        repeated.increment();
      }
    }
  }

  long repeated() {
    return repeated.sum();
  }

  void dropIdleConnections() {
    transport.dropIdleConnections();
  }

  @Override
  public void close() {
    closed.countDown();
    transport.close();
  }

  private static boolean mayRepeat(RestCall call, BandRestException failure) {
    return switch (call.repeat()) {
      case NEVER -> false;
      case IF_UNSEEN -> failure.status() == 429 || failure instanceof BandRestException.Unreachable;
      case SAFE ->
          switch (failure.status()) {
            case 429, 502, 503, 504 -> true;
            default -> failure instanceof BandRestException.Unreachable;
          };
    };
  }

  private Duration delay(BandRestException failure, int failures) {
    var wanted = failure.retryAfter().orElseGet(() -> jittered(failures));
    return wanted.compareTo(retry.longestDelay()) > 0 ? retry.longestDelay() : wanted;
  }

  /** Half of the delay is fixed, the other half is chance, so that rooms do not knock together. */
  private Duration jittered(int failures) {
    long full = retry.firstDelay().toMillis() << failures;
    return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }

  /** Waits, unless the client is closed before or meanwhile. */
  private boolean closedWithin(Duration delay, RestCall call, BandRestException failure) {
    log.debug(
        "{} failed with status {} [request {}], trying again in {} ms",
        call.label(),
        failure.status(),
        failure.requestId(),
        delay.toMillis());
    try {
      return closed.await(delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RestFailures.interrupted(call, false, failure);
    }
  }
}
