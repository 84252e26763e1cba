package ai.band.adapter.codex.command;

import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.RoomSessions;
import ai.band.adapter.codex.session.ThreadKeeper;
import ai.band.codex.CodexException;
import ai.band.platform.rest.Excerpt;
import java.util.List;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the threads of the rooms, and lets a room start over. */
final class ThreadCommand implements RoomCommand {
  private static final Logger log = LoggerFactory.getLogger(ThreadCommand.class);
  private static final int SHORT_ID = 8;

  private final RoomSessions sessions;
  private final ThreadKeeper keeper;

  ThreadCommand(RoomSessions sessions, ThreadKeeper keeper) {
    this.sessions = sessions;
    this.keeper = keeper;
  }

  @Override
  public List<String> words() {
    return List.of("thread", "threads");
  }

  @Override
  public List<String> help() {
    return List.of(
        "/threads: rooms and their threads",
        "/thread info: this room's thread",
        "/thread archive: start over with the next message");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return call.arguments().equals("archive");
  }

  @Override
  public String run(CommandCall call) throws InterruptedException {
    keeper.remember(call.session());
    return switch (call.arguments()) {
      case "" -> list(call.session());
      case "info" -> info(call.session());
      case "archive" -> archive(call.session());
      default -> "Usage: /threads, /thread info, or /thread archive";
    };
  }

  private String list(RoomSession here) {
    StringJoiner lines = new StringJoiner("\n");
    for (RoomSession session : sessions.all()) {
      String thread = session.slot().threadId();
      if (thread != null) {
        lines.add(
            session == here
                ? "- " + session.roomId() + " → " + thread + " (this room)"
                : "- " + Excerpt.of(session.roomId(), SHORT_ID) + " → " + thread);
      }
    }
    return lines.length() == 0 ? "No room has a thread yet." : "Threads:\n" + lines;
  }

  private static String info(RoomSession session) {
    String thread = session.slot().threadId();
    if (thread == null) {
      return "This room has no thread yet.";
    }
    String usage = session.telemetry().usageSummary();
    return "thread_id: "
        + thread
        + "\nroom_id: "
        + session.roomId()
        + "\ntoken_usage: "
        + (usage == null ? "none" : usage);
  }

  private static String archive(RoomSession session) throws InterruptedException {
    if (!session.turnLock().tryLock()) {
      return "A turn is running. Wait for its end or use /stop, then /thread archive.";
    }
    try {
      String thread = session.slot().threadId();
      BoundThread bound = session.slot().clear();
      session.telemetry().threadArchived(thread);
      if (bound != null) {
        unsubscribe(session, bound);
      }
      return "Archived thread "
          + (thread == null ? "none" : thread)
          + ". The next message starts a new thread.";
    } finally {
      session.turnLock().unlock();
    }
  }

  private static void unsubscribe(RoomSession session, BoundThread bound) {
    try {
      bound.thread().unsubscribe();
    } catch (CodexException e) {
      log.debug("room {}: the old thread stays loaded: {}", session.roomId(), e.getMessage());
    }
  }
}
