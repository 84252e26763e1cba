package ai.band.runtime;

import ai.band.api.AgentAdapter;
import ai.band.api.TurnSignal.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the rooms to rest: all at the same time, within one deadline. */
final class GracefulStop {
  private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);

  /** How long turns may take to end after they are told to, when there is no time at all. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  private static final Duration MOST_FOR_THE_END = Duration.ofSeconds(5);

  /** How often to look for turns that have come to a point where a person must decide. */
  private static final Duration GLANCE = Duration.ofMillis(200);

  private final Collection<RoomWorker> rooms;
  private final AgentAdapter adapter;

  GracefulStop(Collection<RoomWorker> rooms, AgentAdapter adapter) {
    this.rooms = List.copyOf(rooms);
    this.adapter = adapter;
  }

  /**
   * Takes no more messages and lets running turns finish; those that do not are told to end in time
   * and left for replay. Turns that wait for a person are told at once: nobody may come.
   *
   * @param timeout null cuts off at once
   * @return whether no turn was cut off
   */
  boolean quieten(@Nullable Duration timeout) throws InterruptedException {
    Duration whole = timeout == null ? LEAST : timeout;
    Duration end = smaller(whole.dividedBy(4), MOST_FOR_THE_END);
    Deadline turns = Deadline.in(timeout == null ? Duration.ZERO : whole.minus(end));
    Deadline last = Deadline.in(timeout == null ? LEAST : whole.minus(end.dividedBy(4)));
    rooms.forEach(RoomWorker::stopTaking);
    boolean toldNobody = true;
    while (!quietBy(sooner(turns, GLANCE))) {
      toldNobody &= !endThoseWhoWaitForPeople();
      if (!turns.left().isPositive()) {
        endAll(last, end);
        return false;
      }
    }
    return toldNobody;
  }

  private static Deadline sooner(Deadline deadline, Duration time) {
    return deadline.left().compareTo(time) < 0 ? deadline : Deadline.in(time);
  }

  private boolean endThoseWhoWaitForPeople() {
    boolean any = false;
    for (RoomWorker room : rooms) {
      if (!room.quiet() && adapter.waitsForPeople(room.roomId())) {
        any |= room.raise(Cause.SHUTTING_DOWN);
      }
    }
    return any;
  }

  private void endAll(Deadline last, Duration end) throws InterruptedException {
    rooms.forEach(room -> room.raise(Cause.SHUTTING_DOWN));
    if (!quietBy(last)) {
      log.warn(
          "turns did not end by themselves and are cut off; they are run again at the next start");
      rooms.forEach(RoomWorker::cutOff);
      quietBy(Deadline.in(end.dividedBy(4).plusMillis(100)));
    }
  }

  private boolean quietBy(Deadline deadline) throws InterruptedException {
    boolean quiet = true;
    for (RoomWorker room : rooms) {
      quiet &= room.awaitQuiet(deadline);
    }
    return quiet;
  }

  /** Says once more what the platform has not taken, and that the agent works no more. */
  void flush(Deadline deadline) throws InterruptedException {
    List<Thread> flushing = new ArrayList<>();
    for (RoomWorker room : rooms) {
      if (room.acknowledgements().anyPending()) {
        flushing.add(room.start("flush", room.acknowledgements()::flush));
      }
    }
    for (Thread thread : flushing) {
      if (!thread.join(deadline.left())) {
        thread.interrupt();
      }
    }
    for (RoomWorker room : rooms) {
      room.workingState().awaitSettled(deadline);
    }
    long pending = rooms.stream().filter(room -> room.acknowledgements().anyPending()).count();
    if (pending > 0) {
      log.warn("{} rooms have messages whose end the platform was not told", pending);
    }
  }

  private static Duration smaller(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
