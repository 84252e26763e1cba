package ai.band.runtime;

import ai.band.api.Lane;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.DeliveryStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what happens with a message that was pushed or found: run, skip, or close unseen. */
final class MessageIntake {
  private static final Logger log = LoggerFactory.getLogger(MessageIntake.class);

  private final RoomWorker room;
  private final Services services;

  MessageIntake(RoomWorker room, Services services) {
    this.room = room;
    this.services = services;
  }

  /** A push. */
  void pushed(ChatMessage message) {
    if (!message.isText() || ownMessage(message)) {
      return;
    }
    if (services.finished().contains(room.roomId(), message.id()) || processed(message)) {
      services.counters().duplicates.increment();
      return;
    }
    if (meantForOthers(message)) {
      log.debug("room {}: message {} names others, asking for it", room.roomId(), message.id());
      room.catchUp().request(CatchUp.Mode.LOOK);
      return;
    }
    if (room.channel().takeGap()) {
      room.catchUp().request(CatchUp.Mode.IN_ORDER); // older ones first
    }
    enqueue(new Delivery(message));
  }

  /**
   * Whether the push says itself that it is not for this agent. The platform pushes no such
   * message, so what REST hands out decides.
   */
  private boolean meantForOthers(ChatMessage message) {
    String self = services.self().id();
    return message.metadata().get("mentions") instanceof List<?>
        && !message.mentions(self)
        && !MentionTokens.names(message.content(), self);
  }

  /**
   * A message that the platform calls unfinished.
   *
   * @param place by which it stands among those that wait; null: the newest
   * @param askedAt {@link System#nanoTime} when the platform was asked
   * @return false when the room takes no more for now
   */
  boolean found(ChatMessage message, @Nullable Instant place, long askedAt) {
    if (services.finished().contains(room.roomId(), message.id())) {
      closeAgain(message, askedAt);
      return true;
    }
    if (ownMessage(message) || !message.isText()) {
      log.debug("room {}: message {} needs no answer and is closed", room.roomId(), message.id());
      services.finished().add(room.roomId(), message.id());
      room.acknowledgements().discard(message.id());
      return true;
    }
    return processed(message) || enqueue(new Delivery(message, place));
  }

  /** Whether a message does not wait for those before it. */
  boolean isCommand(ChatMessage message) {
    return message.isText() && laneOf(new Delivery(message)) == Lane.COMMAND;
  }

  /** Ends a message that would otherwise stay the head of the platform's queue for ever. */
  private void closeAgain(ChatMessage message, long askedAt) {
    // In this order: a mark that is taken meanwhile moves the end of the message to later.
    if (!room.deliveries().knows(message.id())
        && !room.acknowledgements().pending(message.id())
        && services.finished().finishedBefore(room.roomId(), message.id(), askedAt)) {
      room.acknowledgements().discard(message.id());
    }
  }

  /** Puts a message in its lane; false when the lane is full. */
  boolean enqueue(Delivery delivery) {
    if (!room.deliveries().admit(delivery.id())) {
      services.counters().duplicates.increment();
      delivery.settled(false);
      return true;
    }
    if (services.finished().contains(room.roomId(), delivery.id())) {
      // It came to its end between the first look and the admission.
      room.deliveries().forget(delivery.id());
      return true;
    }
    if (room.lane(laneOf(delivery)).offer(delivery)) {
      return true;
    }
    room.deliveries().forget(delivery.id());
    delivery.settled(false);
    room.overflowed();
    return false;
  }

  private Lane laneOf(Delivery delivery) {
    try {
      return services.adapter().laneOf(room.view().translate(delivery));
    } catch (RuntimeException | Error e) { // a fault there must not keep messages away
      log.warn("room {}: the adapter could not choose a lane", room.roomId(), e);
      return Lane.WORK;
    }
  }

  private boolean ownMessage(ChatMessage message) {
    return message.isFromAgent(services.self().id());
  }

  private boolean processed(ChatMessage message) {
    DeliveryStatus status = message.deliveryStatusFor(services.self().id());
    return status != null && status.processed();
  }
}
