package ai.band.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the ids of a room, a thread of Codex and a turn beside everything that the current Java
 * thread logs, as {@code room_id}, {@code thread_id} and {@code turn_id}, until it is closed.
 * Scopes nest; each is closed by the Java thread that opened it.
 */
public final class LogScope implements AutoCloseable {
  private static final String ROOM = "room_id";
  private static final String THREAD = "thread_id";
  private static final String TURN = "turn_id";

  private final @Nullable Map<String, String> before;

  private LogScope() {
    before = MDC.getCopyOfContextMap();
  }

  /** What happens in a room. */
  public static LogScope room(String roomId) {
    return new LogScope().with(ROOM, roomId);
  }

  /** What happens in a thread of Codex. */
  public static LogScope thread(String threadId) {
    return new LogScope().with(THREAD, threadId);
  }

  /** What happens in a turn. */
  public static LogScope turn(String roomId, @Nullable String threadId, @Nullable String turnId) {
    return room(roomId).with(THREAD, threadId).with(TURN, turnId);
  }

  /** The same work, which carries the ids of now to whichever Java thread runs it. */
  public static Runnable carried(Runnable work) {
    Map<String, String> now = MDC.getCopyOfContextMap();
    if (now == null || now.isEmpty()) {
      return work;
    }
    return () -> {
      try (LogScope ignored = new LogScope()) {
        MDC.setContextMap(now);
        work.run();
      }
    };
  }

  private LogScope with(String name, @Nullable String id) {
    if (id != null && !id.isEmpty()) {
      MDC.put(name, id);
    }
    return this;
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(before);
    }
  }
}
