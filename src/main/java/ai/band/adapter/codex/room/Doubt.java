package ai.band.adapter.codex.room;

import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a post that failed may still show up in the room. It counts from the failure,
 * however many looks fail meanwhile.
 *
 * @param since when the post failed, as {@link System#nanoTime}
 * @param lasts zero: it has arrived by now or never will
 */
record Doubt(long since, Duration lasts) {
  private static final Duration UNKNOWN = Duration.ofSeconds(4);

  /** Null when the platform has refused the post, so that there is no doubt. */
  static @Nullable Doubt about(BandRestException failure, long now) {
    if (failure.outcomeUnknown()) {
      return new Doubt(now, UNKNOWN);
    }
    return failure instanceof BandRestException.ServerFailed ? new Doubt(now, Duration.ZERO) : null;
  }

  Duration left(long now) {
    Duration left = lasts.minusNanos(now - since);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
