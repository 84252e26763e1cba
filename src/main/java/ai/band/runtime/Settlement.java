package ai.band.runtime;

import ai.band.api.Lane;
import ai.band.api.TurnSignal.Cause;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every message exactly one end: processed, failed and tried again, given up, or left for
 * replay.
 */
final class Settlement {
  private static final Logger log = LoggerFactory.getLogger(Settlement.class);

  /** A failed claim was tried in place before; the pause after that starts higher up. */
  private static final int STEPS_AFTER_CLAIM = 3;

  private final RoomWorker room;
  private final Services services;

  Settlement(RoomWorker room, Services services) {
    this.room = room;
    this.services = services;
  }

  void settle(Delivery delivery, Lane lane, Ending ending) {
    switch (ending) {
      case Ending.Done ignored -> done(delivery);
      case Ending.Failed(String reason, boolean retryable) ->
          failed(delivery, lane, reason, retryable);
      case Ending.Left(var cause) -> left(delivery, cause);
      case Ending.NotClaimed notClaimed -> notClaimed(delivery, lane, notClaimed);
      case Ending.Moved ignored -> {
        room.deliveries().waitForNextAttempt(delivery.id());
        room.resume(delivery, Lane.WORK);
      }
      case Ending.Gone ignored -> gone(delivery);
      case Ending.UsedUp ignored -> giveUp(delivery, "every attempt at this message has failed");
    }
  }

  private void done(Delivery delivery) {
    services.counters().processed.increment();
    close(delivery, () -> room.acknowledgements().processed(delivery.id()));
    delivery.settled(true);
  }

  private void failed(Delivery delivery, Lane lane, String reason, boolean retryable) {
    services.counters().failedAttempts.increment();
    if (!retryable) {
      log.warn("room {}: message {} failed: {}", room.roomId(), delivery.id(), reason);
      close(delivery, () -> room.acknowledgements().failedForGood(delivery.id(), reason));
      delivery.settled(true);
    } else if (room.retries().chargeFailure(delivery.id())) {
      if (!delivery.synthetic()) {
        room.acknowledgements().failed(delivery.id(), reason);
      }
      again(delivery, lane, room.retries().delay(delivery.id()));
    } else {
      giveUp(delivery, reason);
    }
  }

  private void giveUp(Delivery delivery, String reason) {
    services.counters().givenUp.increment();
    log.warn(
        "room {}: message {} is given up after {} attempts: {}",
        room.roomId(),
        delivery.id(),
        room.retries().failures(delivery.id()),
        reason);
    if (!delivery.synthetic()) {
      tellTheRoom(delivery, reason);
    }
    close(delivery, () -> room.acknowledgements().failedForGood(delivery.id(), reason));
    delivery.settled(true);
  }

  private void tellTheRoom(Delivery delivery, String reason) {
    try {
      services
          .rest()
          .sendEvent(
              room.roomId(),
              "A message could not be worked on and is not tried again: " + reason,
              "error",
              Map.of(
                  "error_code",
                  "message_given_up",
                  "details",
                  Map.of("message_id", delivery.id())));
    } catch (BandRestException e) {
      log.warn("room {}: the room could not be told: {}", room.roomId(), e.getMessage());
    }
  }

  /** Somebody does not want it any more; it never runs. */
  void drop(Delivery delivery) {
    close(delivery, () -> room.acknowledgements().discard(delivery.id()));
    delivery.settled(true);
  }

  /** Known as finished before the platform is told, so that no copy of it can slip in between. */
  private void close(Delivery delivery, Runnable acknowledge) {
    room.retries().forget(delivery.id());
    if (!delivery.synthetic()) {
      services.finished().add(room.roomId(), delivery.id());
      acknowledge.run();
    }
    room.deliveries().forget(delivery.id());
  }

  private void left(Delivery delivery, @Nullable Cause cause) {
    services.counters().leftForReplay.increment();
    room.deliveries().forget(delivery.id());
    delivery.settled(false);
    if (cause == Cause.STOPPED && room.deliveries().door() == DeliveryBook.Door.OPEN) {
      room.catchUp().request(CatchUp.Mode.IN_ORDER); // play came while the turn was still ending
    }
  }

  private void notClaimed(Delivery delivery, Lane lane, Ending.NotClaimed ending) {
    if (ending.cause() == Cause.INTERRUPTED) {
      close(delivery, () -> room.acknowledgements().discard(delivery.id()));
    } else if (ending.cause() != null || !ending.passing()) {
      left(delivery, ending.cause());
    } else {
      RuntimeTiming timing = services.timing();
      again(delivery, lane, timing.doubled(timing.claimBase(), STEPS_AFTER_CLAIM));
    }
  }

  private void gone(Delivery delivery) {
    room.deliveries().forget(delivery.id());
    delivery.settled(false);
    services.roomLost().accept(room.roomId());
  }

  private void again(Delivery delivery, Lane lane, Duration wait) {
    room.deliveries().waitForNextAttempt(delivery.id());
    services
        .scheduler()
        .after(wait, room.threadName("retry"), room.logged(() -> room.resume(delivery, lane)));
  }
}
