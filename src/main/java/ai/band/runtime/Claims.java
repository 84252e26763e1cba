package ai.band.runtime;

import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Takes messages of one room for this agent. Anything but the platform's yes is no claim. */
final class Claims {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);
  private static final int TRIES_IN_PLACE = 3;

  /** What became of a claim. */
  sealed interface Result {
    /** It is ours. */
    record Claimed(int attempt) implements Result {}

    /** The platform does not give it now: the agent is stopped in the room, or it is closed. */
    record Refused() implements Result {}

    /** The message or the room does not exist for this agent. */
    record Gone() implements Result {}

    /** The platform could not be asked; costs no attempt. */
    record NotNow() implements Result {}
  }

  private final String roomId;
  private final Services services;

  Claims(String roomId, Services services) {
    this.roomId = roomId;
    this.services = services;
  }

  /**
   * Claims a message. Failures are tried again for a few seconds here, which keeps the order of the
   * room; a signal ends that.
   */
  Result claim(String messageId, TurnSignalSource signal) throws InterruptedException {
    RuntimeTiming timing = services.timing();
    for (int tries = 1; ; tries++) {
      try {
        return services
            .rest()
            .markProcessing(roomId, messageId)
            .<Result>map(mark -> new Result.Claimed(mark.attemptNumber()))
            .orElseGet(this::refused);
      } catch (BandRestException.NotFound e) {
        return new Result.Gone();
      } catch (BandRestException.Invalid
          | BandRestException.Conflict
          | BandRestException.Forbidden e) {
        log.debug("room {}: message {} is not given: {}", roomId, messageId, e.getMessage());
        return refused();
      } catch (BandRestException.Interrupted e) {
        throw interrupted();
      } catch (BandRestException e) {
        log.atLevel(tries == 1 ? Level.WARN : Level.DEBUG)
            .log("room {}: message {} was not claimed: {}", roomId, messageId, e.getMessage());
      }
      Duration wait = timing.doubled(timing.claimBase(), tries - 1);
      if (tries >= TRIES_IN_PLACE || signal.awaitRaised(wait)) {
        return new Result.NotNow();
      }
    }
  }

  private static InterruptedException interrupted() {
    Thread.interrupted();
    return new InterruptedException("interrupted while claiming a message");
  }

  private Result refused() {
    services.counters().claimsRefused.increment();
    return new Result.Refused();
  }
}
