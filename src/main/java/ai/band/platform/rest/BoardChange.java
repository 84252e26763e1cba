package ai.band.platform.rest;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the history of a task or of the board.
 *
 * @param event for example {@code created}, {@code status_changed} or {@code goal_set}
 * @param payload what changed: {@code from} and {@code to} per field
 */
@WireRecord
public record BoardChange(
    String event, @Nullable TaskActor actor, @Nullable Instant at, Map<String, Object> payload) {
  public BoardChange {
    event = Fields.text(event);
    payload = Fields.map(payload);
  }
}
