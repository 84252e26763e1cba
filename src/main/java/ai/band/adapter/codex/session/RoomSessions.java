package ai.band.adapter.codex.session;

import ai.band.api.RoomHandle;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sessions of all rooms: the only place that finds one by its room id. */
public final class RoomSessions {
  private final ConcurrentHashMap<String, RoomSession> byRoom = new ConcurrentHashMap<>();

  /** Rooms that were left and still have to let go of their thread. */
  private final ConcurrentHashMap<String, RoomSession> departing = new ConcurrentHashMap<>();

  private final Function<RoomHandle, RoomSession> open;
  private final ReentrantLock claiming = new ReentrantLock();

  /**
   * An empty registry.
   *
   * @param open makes a session; must not block
   */
  public RoomSessions(Function<RoomHandle, RoomSession> open) {
    this.open = open;
  }

  /** The room's session, made when there is none. */
  public RoomSession of(RoomHandle room) {
    RoomSession session = byRoom.get(room.roomId());
    return session != null ? session : byRoom.computeIfAbsent(room.roomId(), id -> opened(room));
  }

  private RoomSession opened(RoomHandle room) {
    RoomSession session = open.apply(room);
    RoomSession earlier = departing.get(room.roomId());
    if (earlier != null) {
      session.follow(earlier);
    }
    return session;
  }

  /** The room's session, if there is one. */
  public @Nullable RoomSession find(String roomId) {
    return byRoom.get(roomId);
  }

  /**
   * Gives a thread to a room. A thread serves one room only: answers and approvals of one room must
   * not come up in another, whatever their histories say.
   *
   * @return false when another room has it
   */
  public boolean claim(RoomSession session, String threadId) {
    claiming.lock();
    try {
      for (RoomSession other : byRoom.values()) {
        if (other != session && threadId.equals(other.claimedThread())) {
          return false;
        }
      }
      session.claimedThread(threadId);
      return true;
    } finally {
      claiming.unlock();
    }
  }

  /**
   * Forgets a room. Whoever comes into it again waits until {@link #departed} is called.
   *
   * @return false when it was forgotten before
   */
  public boolean remove(RoomSession session) {
    var removed = new AtomicBoolean();
    byRoom.computeIfPresent(
        session.roomId(),
        (id, present) -> {
          if (present != session) {
            return present;
          }
          departing.put(id, session);
          removed.set(true);
          return null;
        });
    if (removed.get()) {
      session.markClosed();
    }
    return removed.get();
  }

  /** A room that was forgotten uses its thread no more. */
  public void departed(RoomSession session) {
    departing.remove(session.roomId(), session);
    session.markDeparted();
  }

  /** All sessions at the moment. */
  public Collection<RoomSession> all() {
    return byRoom.values();
  }

  /** Whether a room has a loaded thread or is at work. */
  public boolean anyUsesCodex() {
    return byRoom.values().stream()
        .anyMatch(session -> session.slot().bound() != null || session.turnLock().isLocked());
  }
}
