package ai.band.adapter.codex.session;

import ai.band.codex.CodexException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of the threads of rooms that have been quiet for long, so that Codex can unload them. The
 * room's next message resumes its thread. One virtual thread serves all rooms.
 */
public final class IdleThreads implements AutoCloseable {
  /** How long Codex keeps a thread that nobody listens to, in seconds. */
  static final int UNLOAD_DELAY_SECONDS = 60;

  private static final Logger log = LoggerFactory.getLogger(IdleThreads.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int LOOKS_PER_LIMIT = 4;

  private final RoomSessions sessions;
  private final Duration limit;
  private final Thread watch;

  private IdleThreads(RoomSessions sessions, Duration limit) {
    this.sessions = sessions;
    this.limit = limit;
    this.watch = Thread.ofVirtual().name("codex-idle-threads").unstarted(this::watch);
  }

  /**
   * Watches all rooms until it is closed.
   *
   * @param limit how long a room may be quiet
   */
  public static IdleThreads watch(RoomSessions sessions, Duration limit) {
    IdleThreads idle = new IdleThreads(sessions, limit);
    idle.watch.start();
    return idle;
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  private void watch() {
    Duration part = limit.dividedBy(LOOKS_PER_LIMIT);
    Duration pause = part.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : part;
    try {
      while (true) {
        Thread.sleep(pause);
        for (RoomSession session : sessions.all()) {
          release(session);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void release(RoomSession session) {
    if (session.slot().bound() == null
        || session.idleFor().compareTo(limit) < 0
        || !session.turnLock().tryLock()) {
      return;
    }
    // Only this room's next message waits: it must not resume the thread before it is let go.
    try {
      BoundThread bound = session.slot().bound();
      if (bound != null && session.idleFor().compareTo(limit) >= 0) {
        session.slot().unload(bound);
        unsubscribe(session, bound);
      }
    } finally {
      session.turnLock().unlock();
    }
  }

  private static void unsubscribe(RoomSession session, BoundThread bound) {
    try {
      bound.thread().unsubscribe();
      log.debug("room {}: thread {} let go", session.roomId(), bound.id());
    } catch (CodexException e) {
      log.debug("room {}: thread not let go: {}", session.roomId(), e.getMessage());
    }
  }
}
