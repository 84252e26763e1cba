package ai.band.runtime;

import ai.band.api.AdapterInput;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.PlatformMessage;
import ai.band.api.TurnSignal.Cause;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.DeliveryStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one message after the other of one lane through claim, adapter and end. */
final class MessageRun {
  private static final Logger log = LoggerFactory.getLogger(MessageRun.class);

  private static final Duration LATEST_SIGNAL = Duration.ofMillis(500);

  private final RoomWorker room;
  private final Services services;
  private final Lane lane;
  private final Settlement settlement;

  MessageRun(RoomWorker room, Services services, Lane lane) {
    this.room = room;
    this.services = services;
    this.lane = lane;
    this.settlement = new Settlement(room, services);
  }

  /** Runs on the lane's thread. */
  void run(Delivery delivery) {
    ActiveRun run = room.deliveries().begin(delivery.id(), lane);
    if (run == null) {
      delivery.settled(false); // the door was shut; the platform keeps the message
      return;
    }
    Ending ending;
    try {
      long taken = System.nanoTime();
      services.monitor().messageTaken(Duration.ofNanos(taken - delivery.arrivedNanos()));
      ending = attempt(delivery, run, taken);
    } catch (RuntimeException | Error e) {
      log.error("room {}: message {} met a fault", room.roomId(), delivery.id(), e);
      ending = Ending.of(MessageOutcome.failedForNow(reason(e)), run.signal().cause(), true);
    } finally {
      room.deliveries().end(run);
    }
    settle(delivery, ending);
  }

  private void settle(Delivery delivery, Ending ending) {
    boolean settled = false;
    try {
      settlement.settle(delivery, lane, ending);
      settled = true;
    } finally {
      if (!settled) {
        room.deliveries().forget(delivery.id()); // else no copy of it could ever run
      }
    }
  }

  private Ending attempt(Delivery delivery, ActiveRun run, long taken) {
    try {
      room.people().prepare();
      if (delivery.synthetic()) {
        return work(delivery, run, false, taken);
      }
      int failedBefore = failedAttempts(delivery);
      if (room.retries().usedUp(delivery.id(), failedBefore)) {
        return new Ending.UsedUp();
      }
      room.acknowledgements().cancel(delivery.id());
      return switch (room.claims().claim(delivery.id(), run.signal())) {
        case Claims.Result.Claimed(int number) ->
            work(delivery, run, number > 1 || startedBefore(delivery), taken);
        case Claims.Result.Refused ignored -> new Ending.NotClaimed(false, run.signal().cause());
        case Claims.Result.NotNow ignored -> new Ending.NotClaimed(true, run.signal().cause());
        case Claims.Result.Gone ignored -> new Ending.Gone();
      };
    } catch (InterruptedException e) {
      return interrupted(run);
    }
  }

  private Ending work(Delivery delivery, ActiveRun run, boolean redelivered, long taken) {
    Cause early = run.signal().cause();
    if (early != null) {
      return Ending.of(MessageOutcome.processed(), early, false);
    }
    boolean show = lane == Lane.WORK && !room.view().hub();
    if (show) {
      room.showWorking();
    }
    try {
      MessageOutcome outcome = callAdapter(delivery, run, redelivered, taken);
      return Ending.of(outcome, run.signal().cause(), true);
    } catch (InterruptedException e) {
      return interrupted(run);
    } catch (RuntimeException e) {
      return threw(delivery, run, e);
    } finally {
      if (show) {
        room.hideWorking();
      }
    }
  }

  private Ending threw(Delivery delivery, ActiveRun run, RuntimeException failure) {
    try {
      // A refused post may mean that the agent was stopped a moment ago and the signal is on its
      // way.
      if (failure instanceof BandRestException.Forbidden) {
        run.signal().awaitRaised(LATEST_SIGNAL);
      }
    } catch (InterruptedException e) {
      return interrupted(run);
    }
    Cause cause = run.signal().cause();
    if (cause == null) {
      log.warn("room {}: the work on message {} failed", room.roomId(), delivery.id(), failure);
    }
    return Ending.of(MessageOutcome.failedForNow(reason(failure)), cause, true);
  }

  private MessageOutcome callAdapter(
      Delivery delivery, ActiveRun run, boolean redelivered, long taken)
      throws InterruptedException {
    room.people().await();
    PlatformMessage message =
        services.preprocessor().process(room.view().translate(delivery), room.view());
    if (message == null) {
      log.debug("room {}: message {} was filtered out", room.roomId(), delivery.id());
      return MessageOutcome.processed();
    }
    AdapterInput input = room.view().inputFor(message, redelivered, run.signal(), taken);
    return lane == Lane.COMMAND
        ? services.adapter().onCommand(input)
        : services.adapter().onMessage(input);
  }

  /** An interrupt without a signal can only come from the end of the program. */
  private static Ending interrupted(ActiveRun run) {
    Cause cause = run.signal().cause();
    return Ending.of(
        new MessageOutcome.LeftForReplay("interrupted"),
        cause == null ? Cause.SHUTTING_DOWN : cause,
        true);
  }

  private static String reason(Throwable failure) {
    String text = failure.getMessage();
    return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
  }

  private @Nullable DeliveryStatus status(Delivery delivery) {
    return delivery.message().deliveryStatusFor(services.self().id());
  }

  private boolean startedBefore(Delivery delivery) {
    DeliveryStatus status = status(delivery);
    return status != null
        && (status.processing() || status.status().equals("failed") || status.currentAttempt() > 0);
  }

  private int failedAttempts(Delivery delivery) {
    DeliveryStatus status = status(delivery);
    return status == null
        ? 0
        : (int) status.attempts().stream().filter(a -> a.status().equals("failed")).count();
  }
}
