package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.PostGate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the room.
 *
 * @param type {@code tool_call}, {@code tool_result}, {@code thought}, {@code task} or {@code
 *     error}
 * @param content shown text; blank content is not posted
 * @param metadata keys as the contract names them; values that JSON can hold, null included
 * @param weight what may happen to it when the room's queue is full
 * @param gate of the turn that it belongs to, or null
 */
public record RoomEvent(
    String type,
    String content,
    Map<String, Object> metadata,
    Weight weight,
    @Nullable PostGate gate) {

  /** How much is lost when an event is not posted. */
  public enum Weight {
    /** Thoughts, diffs, usage: the oldest goes first when the queue is full. */
    LIGHT,
    /** Tool calls, markers: goes when nothing lighter is left. */
    NORMAL,
    /** Thread mapping, approvals, errors: never dropped for room in the queue. */
    HEAVY
  }
}
