package ai.band.runtime;

import ai.band.platform.BandConnectionException;
import ai.band.platform.BandLink;
import ai.band.platform.RoomJoinException;
import ai.band.platform.RoomTopics;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the topics of rooms, a few at a time, and keeps trying.
 *
 * <p>The platform may allow only so many channels. Then messages come first: participants are read
 * by REST, and rooms beyond the limit are asked for messages. Nothing is deaf.
 */
final class RoomJoins {
  private static final Logger log = LoggerFactory.getLogger(RoomJoins.class);
  private static final int AT_A_TIME = 8;

  private final BandLink link;
  private final Services services;
  private final Supplier<Collection<RoomWorker>> rooms;
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private volatile boolean limitSeen;
  private volatile boolean stopped;

  RoomJoins(BandLink link, Services services, Supplier<Collection<RoomWorker>> rooms) {
    this.link = link;
    this.services = services;
    this.rooms = rooms;
  }

  /** No further joins. */
  void stop() {
    stopped = true;
  }

  /**
   * Joins what is not joined of a room, on a thread of its own.
   *
   * @param tried run after the first try, whatever came of it
   */
  void request(RoomWorker room, Runnable tried) {
    room.start("join", () -> run(room, tried));
  }

  private void run(RoomWorker room, Runnable tried) {
    RoomChannel channel = room.channel();
    try {
      if (channel.begin()) {
        try {
          while (!stopped && channel.wanted() && room.present()) {
            join(room);
          }
        } finally {
          channel.end();
        }
        if (channel.stillWanted() && !stopped && room.present()) {
          request(room, () -> {});
        }
      }
    } finally {
      tried.run();
    }
  }

  private void join(RoomWorker room) {
    try {
      room.standing().awaitPredecessor();
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    RuntimeException failure = null;
    try {
      joined(room, joinTopics(room));
    } catch (RoomJoinException | BandConnectionException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release(); // what a failure leads to must not keep other rooms waiting
    }
    if (failure != null) {
      failed(room, failure);
    }
    settle(room);
  }

  private RoomTopics joinTopics(RoomWorker room) throws InterruptedException {
    RoomTopics topics = link.joinRoom(room.roomId());
    while (!topics.chat() && giveUpParticipantsOfOneRoom()) {
      topics = link.joinRoom(room.roomId());
    }
    return topics;
  }

  private boolean giveUpParticipantsOfOneRoom() {
    for (RoomWorker other : rooms.get()) {
      if (other.channel().participants()) {
        giveUpParticipants(other);
        return true;
      }
    }
    return false;
  }

  private void giveUpParticipants(RoomWorker room) {
    room.hearsOfParticipants(false);
    link.releaseParticipants(room.roomId());
  }

  private void joined(RoomWorker room, RoomTopics topics) {
    room.hearsOfParticipants(topics.participants()); // before another room can take that away
    room.channel().joined(topics);
    room.standing().confirm();
    makePlace(room, topics);
    if (!topics.complete() && !limitSeen) {
      limitSeen = true;
      log.warn(
          "the platform allows no more channels on this connection: from room {} on participants"
              + " are read before each message, and rooms without a channel are asked for messages",
          room.roomId());
    }
  }

  /**
   * Of two rooms that are joined at the same time, one may be refused its chat before the other has
   * noted that it got its participants. So each looks for the other after it noted its own.
   */
  private void makePlace(RoomWorker room, RoomTopics topics) {
    if (!topics.chat()) {
      if (giveUpParticipantsOfOneRoom()) {
        request(room, () -> {});
      }
    } else if (topics.participants()) {
      rooms.get().stream()
          .filter(other -> other.channel().crowdedOut())
          .findFirst()
          .ifPresent(
              other -> {
                giveUpParticipants(room);
                request(other, () -> {});
              });
    }
  }

  private void failed(RoomWorker room, RuntimeException failure) {
    boolean retryable = !(failure instanceof RoomJoinException refusal) || refusal.retryable();
    int before = room.channel().failed();
    room.hearsOfParticipants(false);
    services.counters().failedJoins.increment();
    if (before == 0) {
      log.warn(
          "room {}: joining failed, it is asked for messages meanwhile: {}",
          room.roomId(),
          failure.getMessage());
    }
    if (!retryable && !stillThere(room)) {
      services.roomLost().accept(room.roomId());
      return;
    }
    Duration wait = services.timing().doubled(services.timing().catchUpBase(), before);
    services
        .scheduler()
        .after(wait, room.threadName("join"), room.logged(() -> run(room, () -> {})));
  }

  private boolean stillThere(RoomWorker room) {
    try {
      services.rest().chat(room.roomId());
      return true;
    } catch (BandRestException.NotFound e) {
      return false;
    } catch (BandRestException e) {
      return true;
    }
  }

  /** A joined room may have missed messages before; a room that is not joined is asked at once. */
  private void settle(RoomWorker room) {
    if (!room.present()) {
      return;
    }
    if (room.channel().announce()) {
      try {
        services.adapter().onRoomJoined(room.view());
      } catch (RuntimeException e) {
        log.warn("room {}: the adapter failed on joining", room.roomId(), e);
      }
      room.catchUp().request(CatchUp.Mode.IN_ORDER);
    } else if (room.channel().chat()) {
      room.catchUp().request(CatchUp.Mode.LOOK);
    }
  }
}
