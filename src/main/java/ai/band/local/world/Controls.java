package ai.band.local.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Interrupting, stopping and resuming agents, and what agents say about being at work. */
public final class Controls {
  /**
   * The platform's record of one agent in one room.
   *
   * @param status {@code stopped}, {@code working} or {@code idle}
   */
  public record Execution(
      String id, RegisteredAgent agent, Room room, String status, Instant insertedAt) {}

  private final Timekeeper time;
  private final Audience audience;
  private final Features features;
  private final Rooms rooms;

  Controls(Timekeeper time, Audience audience, Features features, Rooms rooms) {
    this.time = time;
    this.audience = audience;
    this.features = features;
    this.rooms = rooms;
  }

  /** Signals every agent of a room; returns them. */
  public List<RegisteredAgent> signalRoom(Room room, Control.Mode mode) {
    var reached = new ArrayList<RegisteredAgent>();
    for (Participant participant : room.participants()) {
      if (participant.identity() instanceof RegisteredAgent agent) {
        signal(agent, mode, room);
        reached.add(agent);
      }
    }
    return reached;
  }

  /**
   * Signals one agent.
   *
   * @param room null: all its rooms, with scope {@code agent}
   * @return the signal as sent
   */
  public Control signal(RegisteredAgent agent, Control.Mode mode, @Nullable Room room) {
    String correlation = "ctl-" + Ids.uuid();
    if (room == null) {
      for (Room each : rooms.of(agent)) {
        apply(each, agent, mode);
      }
      var control = new Control(agent, mode, null, null, correlation);
      audience.tell(new WorldEvent.ControlSent(control));
      return control;
    }
    return room.within(
        () -> {
          apply(room, agent, mode);
          String execution = room.desk(agent, time.now()).executionId();
          var control = new Control(agent, mode, room, execution, correlation);
          audience.tell(new WorldEvent.ControlSent(control));
          return control;
        });
  }

  /** Sends a signal once more, as Band sometimes does; nothing else changes. */
  public void repeat(Control control) {
    audience.tell(new WorldEvent.ControlSent(control));
  }

  /** Whether the agent is stopped in the room. */
  public boolean stopped(Room room, RegisteredAgent agent) {
    return room.within(() -> room.desk(agent, time.now()).stopped());
  }

  /** Takes a report of the agent about its activity. */
  public void report(Room room, RegisteredAgent agent, boolean working) {
    room.within(
        () -> {
          Rooms.requireParticipant(room, agent);
          room.desk(agent, time.now()).report(working, time.now(), features.activityLifetime());
          return null;
        });
  }

  /** Whether the room shows the agent as working now; a report expires. */
  public boolean working(Room room, RegisteredAgent agent) {
    return room.within(() -> room.desk(agent, time.now()).working());
  }

  /** The last reports, at most a thousand, oldest first. */
  public List<Activity> reports(Room room, RegisteredAgent agent) {
    return room.within(() -> room.desk(agent, time.now()).reports());
  }

  /** One per room of the agent, newest first. */
  public List<Execution> executions(RegisteredAgent agent) {
    return rooms.of(agent).stream().map(room -> execution(room, agent)).toList();
  }

  private Execution execution(Room room, RegisteredAgent agent) {
    return room.within(
        () -> {
          Desk desk = room.desk(agent, time.now());
          String running = desk.working() ? "working" : "idle";
          String status = desk.stopped() ? "stopped" : running;
          return new Execution(desk.executionId(), agent, room, status, desk.openedAt());
        });
  }

  private void apply(Room room, RegisteredAgent agent, Control.Mode mode) {
    room.within(
        () -> {
          Rooms.requireParticipant(room, agent);
          Desk desk = room.desk(agent, time.now());
          switch (mode) {
            case STOP -> desk.stopped(true);
            case PLAY -> desk.stopped(false);
            case INTERRUPT -> {}
          }
          return null;
        });
  }
}
