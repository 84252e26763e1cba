package ai.band.adapter.codex.session;

import ai.band.api.HistoryEntry;
import java.util.List;

/**
 * Finds a room's Codex thread in the room's history. An own one may read other markers, for example
 * those of an earlier bot.
 *
 * <p>Called at the first message of a room, from that room's thread; several rooms may call at the
 * same time. An exception fails the message.
 */
@FunctionalInterface
public interface CodexHistoryConverter {
  /**
   * Reads a history.
   *
   * @param history oldest first
   * @param roomId the room it belongs to
   * @param agentId the agent that asks
   * @return {@link RememberedThread#NONE} when there is no thread to resume
   */
  RememberedThread convert(List<HistoryEntry> history, String roomId, String agentId);

  /**
   * Reads the task events that the adapter writes: the newest one that names a thread of this room
   * and agent counts, unless the thread was archived after it.
   */
  static CodexHistoryConverter standard() {
    return ThreadMarkers::read;
  }
}
