package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.Emit;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.TurnEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The task notifications of versions before the app-server's own turn events. */
final class LegacyTasks {
  private static final String STARTED = "codex/event/task_started";
  private static final String COMPLETE = "codex/event/task_complete";
  private static final int LONGEST_PARAMETERS = 2_048;

  private LegacyTasks() {}

  static void tell(TurnEvent.Unrecognised event, TurnEvents turn) {
    boolean started = event.method().equals(STARTED);
    if (!(started || event.method().equals(COMPLETE)) || !turn.emits(Emit.TASK_EVENTS)) {
      return;
    }
    JsonNode params = Json.value(event.params(), "msg");
    JsonNode task = params != null && params.isObject() ? params : event.params();
    String status = started ? "started" : "completed";
    String id = Json.text(task, "taskId", "task_id", "id", "turn_id");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_event_method", event.method());
    metadata.put("codex_task_phase", status);
    metadata.put("codex_task_id", id);
    metadata.put("codex_event_params", capped(event.params()));
    metadata.putAll(turn.metadata());
    String title = Json.text(task, "title", "name", "task");
    String summary = Json.text(task, "summary", "result", "message", "description");
    turn.task(
        TaskText.of(id, title == null ? "Codex task" : title, status, summary),
        metadata,
        Weight.LIGHT);
  }

  private static @Nullable Object capped(JsonNode params) {
    String json = Json.MAPPER.writeValueAsString(params);
    return json.length() > LONGEST_PARAMETERS
        ? "[" + json.length() + " characters of JSON left out]"
        : Json.MAPPER.convertValue(params, Object.class);
  }
}
