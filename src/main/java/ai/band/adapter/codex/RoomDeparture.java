package ai.band.adapter.codex;

import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.RoomSessions;
import ai.band.api.LogScope;
import ai.band.codex.CodexException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rooms down: their turn, their approvals, their reports, their thread, and at last Codex.
 */
final class RoomDeparture {
  private static final Logger log = LoggerFactory.getLogger(RoomDeparture.class);
  private static final Duration TURN_END = Duration.ofSeconds(10);

  private final RoomSessions sessions;
  private final CodexHost codex;

  RoomDeparture(RoomSessions sessions, CodexHost codex) {
    this.sessions = sessions;
    this.codex = codex;
  }

  /** A room was left. Returns at once; no other room and no event loop waits for this. */
  void begin(RoomSession session) {
    Thread.ofVirtual().name("leave-" + session.roomId()).start(() -> leave(session));
  }

  /** The agent stops: reports still waiting are posted within the limit, all rooms at once. */
  void all(Duration limit) {
    var closers =
        sessions.all().stream()
            .map(
                session ->
                    Thread.ofVirtual()
                        .name("stop-" + session.roomId())
                        .start(
                            () -> {
                              stopTurn(session);
                              session.approvals().close();
                              session.outbox().close(limit);
                            }))
            .toList();
    try {
      for (Thread closer : closers) {
        closer.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave(RoomSession session) {
    try (LogScope ignored = LogScope.room(session.roomId())) {
      release(session);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sessions.departed(session);
    }
    if (!sessions.anyUsesCodex()) {
      codex.release();
    }
  }

  private static void release(RoomSession session) throws InterruptedException {
    stopTurn(session);
    session.approvals().close();
    session.outbox().close(Duration.ZERO);
    session.awaitPredecessor();
    BoundThread bound = session.slot().clear();
    if (bound != null) {
      unsubscribe(session, bound);
    }
  }

  private static void stopTurn(RoomSession session) {
    RunningTurn turn = session.turn();
    if (turn != null) {
      turn.stop("the room was left");
    }
    try {
      if (session.turnLock().tryLock(TURN_END.toMillis(), TimeUnit.MILLISECONDS)) {
        session.turnLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void unsubscribe(RoomSession session, BoundThread bound) {
    try {
      bound.thread().unsubscribe();
    } catch (CodexException e) {
      log.debug("room {}: thread not released: {}", session.roomId(), e.getMessage());
    }
  }
}
