package ai.band.runtime;

import ai.band.api.Lane;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.CursorPage;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the messages of one room that no push has brought. Runs beside the lanes, so that also a
 * busy room is looked at, and walks the whole list, so that one bad message never hides the rest.
 */
final class CatchUp {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);
  private static final int PAGE = 100;
  private static final int MAX_PAGES = 100;

  /** How much a request wants. */
  enum Mode {
    /** Look; messages that come meanwhile run. */
    LOOK,
    /** Look; messages that come meanwhile wait, since older ones may be found. */
    IN_ORDER,
    /** As above, and see whether a stop has been lifted unheard. */
    AFTER_OUTAGE
  }

  private final RoomWorker room;
  private final Services services;
  private final ReentrantLock gate = new ReentrantLock(); // guards the fields; not held over REST
  private boolean running;
  private boolean again;
  private boolean outage;
  private int holds;
  private int failures; // used by the running look only
  private volatile boolean retryDue;

  CatchUp(RoomWorker room, Services services) {
    this.room = room;
    this.services = services;
  }

  /** Starts one, or has the one under way followed by another. Never blocks. */
  void request(Mode mode) {
    gate.lock();
    try {
      if (mode != Mode.LOOK) {
        holds++;
        room.lane(Lane.WORK).hold();
        room.channel().takeGap();
      }
      outage |= mode == Mode.AFTER_OUTAGE;
      if (running) {
        again = true;
        return;
      }
      running = true;
    } finally {
      gate.unlock();
    }
    room.start("catch-up", this::run);
  }

  private void run() {
    do {
      look();
    } while (anotherIsWanted());
  }

  private boolean anotherIsWanted() {
    int held;
    gate.lock();
    try {
      if (again) {
        again = false;
        return true;
      }
      running = false;
      held = holds;
      holds = 0;
    } finally {
      gate.unlock();
    }
    for (int i = 0; i < held; i++) {
      room.lane(Lane.WORK).release();
    }
    return false;
  }

  private void look() {
    boolean afterOutage = takeOutage();
    if (!mayLook(afterOutage)) {
      return;
    }
    services.counters().catchUps.increment();
    try {
      services.catchUps().acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      room.acknowledgements().flush();
      ask();
      if (afterOutage) {
        room.people().reloadIfKnown();
      }
      recovered();
    } catch (BandRestException.NotFound e) {
      services.roomLost().accept(room.roomId());
    } catch (BandRestException e) {
      postpone(e, afterOutage);
    } catch (RuntimeException | Error e) { // else the room would be held for ever
      log.error("room {}: looking for missed messages failed", room.roomId(), e);
      postpone(e, afterOutage);
    } finally {
      services.catchUps().release();
    }
  }

  private boolean mayLook(boolean afterOutage) {
    return switch (room.deliveries().door()) {
      case OPEN -> true;
      case STOPPED -> afterOutage;
      case CLOSING, LEFT -> false;
    };
  }

  private boolean takeOutage() {
    gate.lock();
    try {
      boolean was = outage;
      outage = false;
      return was;
    } finally {
      gate.unlock();
    }
  }

  private void ask() {
    long stops = room.stops();
    var missed = new MissedMessages(room);
    try {
      Optional<ChatMessage> head = services.rest().next(room.roomId());
      if (head.isEmpty()) {
        return;
      }
      // The platform hands out nothing to a stopped agent, so a stop was lifted while we were away.
      if (room.stops() == stops && room.deliveries().reopen()) {
        log.info("room {}: the platform hands out work again, the stop is over", room.roomId());
      }
      missed.takeHead(head.get());
    } catch (BandRestException.Unreadable e) {
      log.warn("room {}: the oldest message cannot be read: {}", room.roomId(), e.getMessage());
    }
    askForTheRest(missed);
  }

  /**
   * Reads the list to its end also when the room takes no more work: a command that decides about
   * the work in front of it may stand behind it.
   */
  private void askForTheRest(MissedMessages missed) {
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      CursorPage<ChatMessage> answer = services.rest().messages(room.roomId(), null, cursor, PAGE);
      answer.items().forEach(missed::take);
      if (answer.items().isEmpty() || answer.isLast(cursor)) {
        return;
      }
      cursor = answer.nextCursor();
    }
  }

  private void recovered() {
    if (failures > 0) {
      log.info("room {}: missed messages can be asked for again", room.roomId());
      failures = 0;
    }
  }

  private void postpone(Throwable failure, boolean afterOutage) {
    if (afterOutage) {
      oweOutage();
    }
    RuntimeTiming timing = services.timing();
    if (failures == 0) {
      log.warn(
          "room {}: missed messages cannot be asked for, trying again: {}",
          room.roomId(),
          String.valueOf(failure.getMessage()));
    }
    var wait = timing.doubled(timing.catchUpBase(), failures++);
    if (!retryDue) {
      retryDue = true;
      services.scheduler().after(wait, room.threadName("catch-up"), room.logged(this::retry));
    }
  }

  private void retry() {
    retryDue = false;
    request(owesOutage() ? Mode.AFTER_OUTAGE : Mode.LOOK);
  }

  private void oweOutage() {
    gate.lock();
    try {
      outage = true;
    } finally {
      gate.unlock();
    }
  }

  private boolean owesOutage() {
    gate.lock();
    try {
      return outage;
    } finally {
      gate.unlock();
    }
  }
}
