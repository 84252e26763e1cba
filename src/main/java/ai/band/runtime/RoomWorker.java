package ai.band.runtime;

import ai.band.api.Lane;
import ai.band.api.LogScope;
import ai.band.api.TurnSignal.Cause;
import ai.band.platform.ControlSignal;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One room: everything that the runtime knows of it, and its two lanes. Costs no thread and little
 * memory while nothing happens in it.
 */
final class RoomWorker {
  private static final Logger log = LoggerFactory.getLogger(RoomWorker.class);
  private static final int LANE_CAPACITY = 1_000;

  private final String roomId;
  private final String name;
  private final Services services;
  private final DeliveryBook deliveries;
  private final SerialLane work;
  private final SerialLane commands;
  private final MessageIntake intake;
  private final CatchUp catchUp;
  private final Claims claims;
  private final Acknowledgements acknowledgements;
  private final RetryBudget retries;
  private final RoomParticipants participants;
  private final RoomHistory history;
  private final RoomView view;
  private final RoomChannel channel = new RoomChannel();
  private final RoomStanding standing = new RoomStanding();
  private final long trackedSince = System.nanoTime();
  private final WorkingState workingState;
  private final AtomicLong stops = new AtomicLong();
  private volatile boolean dropped;

  RoomWorker(String roomId, Services services) {
    this.roomId = roomId;
    this.services = services;
    name = "room-" + roomId.substring(0, Math.min(8, roomId.length()));
    deliveries = new DeliveryBook(name);
    intake = new MessageIntake(this, services);
    claims = new Claims(roomId, services);
    acknowledgements = new Acknowledgements(roomId, threadName("acknowledge"), services);
    retries = new RetryBudget(services.session().maxMessageRetries(), services.timing());
    participants = new RoomParticipants(roomId, threadName("participants"), services);
    history = new RoomHistory(roomId, services, participants::handleOf);
    view = new RoomView(this, services, history);
    workingState = new WorkingState(roomId, threadName("working"), services);
    catchUp = new CatchUp(this, services);
    work = lane(Lane.WORK, "work");
    commands = lane(Lane.COMMAND, "command");
  }

  private SerialLane lane(Lane lane, String what) {
    var run = new MessageRun(this, services, lane);
    Consumer<Delivery> handler =
        delivery -> {
          try (LogScope ignored = LogScope.room(roomId)) {
            run.run(delivery);
            fetchDropped();
          }
        };
    return new SerialLane(threadName(what), LANE_CAPACITY, handler);
  }

  String roomId() {
    return roomId;
  }

  String threadName(String what) {
    return name + "-" + what;
  }

  /** Runs something that may block at once, on a thread of its own. */
  Thread start(String what, Runnable work) {
    return Scheduler.start(threadName(what), logged(work));
  }

  /** The same work, which logs with the room's id. */
  Runnable logged(Runnable work) {
    return () -> {
      try (LogScope ignored = LogScope.room(roomId)) {
        work.run();
      }
    };
  }

  DeliveryBook deliveries() {
    return deliveries;
  }

  SerialLane lane(Lane lane) {
    return lane == Lane.WORK ? work : commands;
  }

  MessageIntake intake() {
    return intake;
  }

  CatchUp catchUp() {
    return catchUp;
  }

  Claims claims() {
    return claims;
  }

  Acknowledgements acknowledgements() {
    return acknowledgements;
  }

  RetryBudget retries() {
    return retries;
  }

  RoomParticipants people() {
    return participants;
  }

  /** The room as an adapter sees it. */
  RoomView view() {
    return view;
  }

  WorkingState workingState() {
    return workingState;
  }

  RoomChannel channel() {
    return channel;
  }

  /** {@link System#nanoTime} of the beginning. */
  long trackedSince() {
    return trackedSince;
  }

  RoomStanding standing() {
    return standing;
  }

  int waitingMessages() {
    return work.waiting() + commands.waiting();
  }

  /** Whether the agent is in the room and goes on. */
  boolean present() {
    DeliveryBook.Door door = deliveries.door();
    return door == DeliveryBook.Door.OPEN || door == DeliveryBook.Door.STOPPED;
  }

  void hearsOfParticipants(boolean told) {
    if (!told) {
      channel.participantsLost();
    }
    participants.heardOf(told);
  }

  /** Asks for missed messages because it is time to. */
  void look() {
    history.dropWhenOld();
    if (deliveries.door() == DeliveryBook.Door.OPEN) {
      catchUp.request(CatchUp.Mode.LOOK);
    }
  }

  /** How often the room was stopped; tells whether a stop came in between. */
  long stops() {
    return stops.get();
  }

  // ---- messages

  /** Takes a message up again after a pause. */
  void resume(Delivery delivery, Lane lane) {
    if (deliveries.nextAttempt(delivery.id())) {
      if (!lane(lane).offer(delivery.again())) {
        deliveries.forget(delivery.id());
        delivery.settled(false);
        overflowed();
      }
    } else {
      delivery.settled(false);
    }
  }

  /** A message was dropped because its lane is full; the platform still has it. */
  void overflowed() {
    if (!dropped) {
      log.warn("room {}: too many messages wait; the rest is fetched later", roomId);
    }
    dropped = true;
    services.counters().overflowed.increment();
  }

  private void fetchDropped() {
    if (dropped && work.waiting() == 0 && commands.waiting() == 0) {
      dropped = false;
      catchUp.request(CatchUp.Mode.LOOK);
    }
  }

  // ---- control signals and the end

  void control(ControlSignal.Mode mode) {
    switch (mode) {
      case INTERRUPT -> raise(Cause.INTERRUPTED);
      case STOP -> {
        stops.incrementAndGet();
        shut(DeliveryBook.Door.STOPPED);
        raise(Cause.STOPPED);
      }
      case PLAY -> play();
    }
  }

  /** What is pushed between the two steps may not overtake what the look finds. */
  private void play() {
    work.hold();
    try {
      deliveries.reopen();
      catchUp.request(CatchUp.Mode.IN_ORDER);
    } finally {
      work.release();
    }
  }

  private void shut(DeliveryBook.Door reason) {
    deliveries.shut(reason);
    work.clear().forEach(delivery -> delivery.settled(false));
    commands.clear().forEach(delivery -> delivery.settled(false));
  }

  /**
   * Tells running work to end, and interrupts its thread when it takes too long.
   *
   * @return whether there was any
   */
  boolean raise(Cause cause) {
    List<ActiveRun> hit = deliveries.raise(cause);
    if (!hit.isEmpty()) {
      services
          .scheduler()
          .after(
              services.timing().signalGrace(), threadName("signal"), logged(() -> interrupt(hit)));
    }
    return !hit.isEmpty();
  }

  private void interrupt(List<ActiveRun> runs) {
    for (ActiveRun run : runs) {
      if (deliveries.interrupt(run)) {
        log.warn(
            "room {}: the work on message {} did not end by itself after {}",
            roomId,
            run.messageId(),
            run.signal().cause());
      }
    }
  }

  /** The room is gone for this agent. */
  void leave() {
    shut(DeliveryBook.Door.LEFT);
    raise(Cause.ROOM_LEFT);
  }

  /** The program stops: what runs may go on for now. */
  void stopTaking() {
    shut(DeliveryBook.Door.CLOSING);
  }

  /** Interrupts what still runs, at once. */
  void cutOff() {
    interrupt(deliveries.raise(Cause.SHUTTING_DOWN));
  }

  /** Whether nothing runs. */
  boolean quiet() {
    return !deliveries.anythingRunning();
  }

  /** Waits until nothing runs; false when something still does after the time. */
  boolean awaitQuiet(Deadline deadline) throws InterruptedException {
    return work.awaitEnd(deadline.left()) && commands.awaitEnd(deadline.left());
  }

  void showWorking() {
    if (services.session().enableWorkingState()) {
      workingState.begin();
    }
  }

  void hideWorking() {
    if (services.session().enableWorkingState()) {
      workingState.end();
    }
  }
}
