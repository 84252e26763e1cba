package ai.band.adapter.codex.session;

import ai.band.api.HistoryEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The task events in which a room remembers its thread. */
final class ThreadMarkers {
  static final String THREAD_ID = "codex_thread_id";
  static final String ROOM_ID = "codex_room_id";
  static final String AGENT_ID = "codex_agent_id";
  static final String CREATED_AT = "codex_created_at";
  static final String TRANSPORT = "codex_transport";
  static final String RESUMED = "codex_resumed";
  static final String INSTRUCTIONS_HASH = "codex_instructions_hash";
  static final String TOOLS_HASH = "codex_tools_hash";
  static final String EVENT_TYPE = "codex_event_type";
  static final String ARCHIVED = "thread_archived";
  static final String ARCHIVED_THREAD_ID = "codex_archived_thread_id";
  private static final String USAGE = "band_usage";

  private ThreadMarkers() {}

  static RememberedThread read(List<HistoryEntry> history, String roomId, String agentId) {
    for (int i = history.size() - 1; i >= 0; i--) {
      HistoryEntry entry = history.get(i);
      Map<String, Object> metadata = entry.metadata();
      boolean own = entry.senderId().isBlank() || entry.senderId().equals(agentId);
      if (!entry.messageType().equals("task") || !own || !concerns(metadata, roomId, agentId)) {
        continue;
      }
      if (ARCHIVED.equals(metadata.get(EVENT_TYPE))) {
        return RememberedThread.NONE;
      }
      String threadId = text(metadata, THREAD_ID);
      if (threadId != null) {
        return new RememberedThread(
            threadId,
            text(metadata, ROOM_ID),
            time(newest(history, i, threadId, CREATED_AT)),
            newest(history, i, threadId, INSTRUCTIONS_HASH),
            newest(history, i, threadId, TOOLS_HASH));
      }
    }
    return RememberedThread.NONE;
  }

  /** Reports of turns name the thread too, but only its own markers say how it was made. */
  private static @Nullable String newest(
      List<HistoryEntry> history, int from, String threadId, String key) {
    for (int i = from; i >= 0; i--) {
      Map<String, Object> metadata = history.get(i).metadata();
      String value = text(metadata, key);
      if (value != null && threadId.equals(text(metadata, THREAD_ID))) {
        return value;
      }
    }
    return null;
  }

  private static boolean concerns(Map<String, Object> metadata, String roomId, String agentId) {
    return absentOr(text(metadata, ROOM_ID), roomId)
        && absentOr(text(metadata, AGENT_ID), agentId)
        && !metadata.containsKey(USAGE);
  }

  private static boolean absentOr(@Nullable String found, String wanted) {
    return found == null || found.equals(wanted);
  }

  private static @Nullable String text(Map<String, Object> metadata, String key) {
    return metadata.get(key) instanceof String value && !value.isBlank() ? value : null;
  }

  private static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return localTime(text);
    }
  }

  private static @Nullable Instant localTime(String text) {
    try {
      return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
