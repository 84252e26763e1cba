package ai.band.runtime;

import ai.band.platform.ControlSignal;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the rooms that a control signal is meant for, and drops signals that come twice. */
final class ControlSignals {
  private static final Logger log = LoggerFactory.getLogger(ControlSignals.class);
  private static final int REMEMBERED = 256;

  private final Function<String, @Nullable RoomWorker> roomOf;
  private final Supplier<Collection<RoomWorker>> allRooms;
  private final RecentKeys<Boolean> seen = new RecentKeys<>(REMEMBERED);

  ControlSignals(
      Function<String, @Nullable RoomWorker> roomOf, Supplier<Collection<RoomWorker>> allRooms) {
    this.roomOf = roomOf;
    this.allRooms = allRooms;
  }

  void apply(ControlSignal signal) {
    if (isRepeated(signal)) {
      log.debug("control signal {} came twice", signal.correlationId());
      return;
    }
    Collection<RoomWorker> targets = targets(signal);
    log.info(
        "{} for {} room(s){}",
        signal.mode(),
        targets.size(),
        signal.reason() == null ? "" : ", reason " + signal.reason());
    targets.forEach(room -> room.control(signal.mode()));
  }

  private boolean isRepeated(ControlSignal signal) {
    String id = signal.correlationId();
    if (id == null || id.isBlank()) {
      return false;
    }
    // One action of a person may send several signals under one id.
    return seen.put(signal.mode() + "|" + signal.roomId() + "|" + id, Boolean.TRUE) != null;
  }

  private Collection<RoomWorker> targets(ControlSignal signal) {
    String roomId = signal.roomId();
    if (roomId != null) {
      RoomWorker room = roomOf.apply(roomId);
      return room == null ? List.of() : List.of(room);
    }
    if (signal.scope() == ControlSignal.Scope.AGENT) {
      return allRooms.get();
    }
    log.warn("ignoring a control signal for a room that it does not name");
    return List.of();
  }
}
