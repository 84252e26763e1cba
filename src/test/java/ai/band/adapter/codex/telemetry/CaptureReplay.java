package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a recording as the adapter would: every thread that the client opened is a room, and each
 * of its turns is told there. Times are those of the recording.
 */
final class CaptureReplay {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final Map<String, TelemetryStage> rooms = new LinkedHashMap<>();
  private final Map<String, TurnTelemetry> turns = new HashMap<>();
  private final Map<String, String> turnsByThread = new HashMap<>();
  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, JsonNode> asked = new HashMap<>();
  private final Map<String, ServerRequest.DynamicToolCall> calls = new HashMap<>();
  private final Map<String, StringBuilder> said = new HashMap<>();

  static String play(Path capture) throws IOException {
    var replay = new CaptureReplay();
    for (String line : Files.readAllLines(capture)) {
      JsonNode frame = JSON.readTree(line);
      JsonNode message = frame.path("msg");
      if (message.isObject()) {
        Duration at = Duration.ofMillis(frame.path("t_ms").asLong(0));
        replay.rooms.values().forEach(room -> room.at(at));
        replay.take(frame.path("dir").asString("").equals("out"), message);
      }
    }
    return replay.text();
  }

  private void take(boolean sent, JsonNode message) {
    String method = message.path("method").asString("");
    String id = message.path("id").toString();
    if (sent && !method.isEmpty() && message.has("id")) {
      asked.put(id, message);
    } else if (sent && message.has("id")) {
      answered(id, message);
    } else if (!sent && method.isEmpty() && message.has("id")) {
      opened(asked.remove(id), message.path("result"));
    } else if (!sent && method.equals("item/tool/call")) {
      called(id, message.path("params"));
    } else if (!sent && !method.isEmpty() && !message.has("id")) {
      heard(method, message.path("params"));
    }
  }

  private void opened(JsonNode request, JsonNode result) {
    String method = request == null ? "" : request.path("method").asString("");
    String threadId = result.path("thread").path("id").asString("");
    if (method.equals("thread/start") && !threadId.isEmpty()) {
      room(threadId).telemetry().threadMapped(new ThreadFacts(threadId, null, null));
    } else if (method.equals("thread/resume") && !threadId.isEmpty()) {
      room(threadId).telemetry().threadResumed(new ThreadFacts(threadId, null, null));
    } else if (method.endsWith("/start") && result.has("turn")) {
      begin(request.path("params"), result.path("turn").path("id").asString(""));
    }
  }

  private TelemetryStage room(String threadId) {
    return rooms.computeIfAbsent(threadId, id -> TelemetryStage.withEverything());
  }

  private void begin(JsonNode params, String turnId) {
    String threadId = params.path("threadId").asString("");
    if (turns.containsKey(turnId) || !rooms.containsKey(threadId)) {
      return;
    }
    String text = params.path("input").path(0).path("text").asString("");
    turns.put(
        turnId,
        room(threadId).telemetry().turnStarted(new TelemetryStage.Work(threadId, turnId, text)));
    turnsByThread.put(threadId, turnId);
  }

  private void heard(String method, JsonNode params) {
    String threadId = params.path("threadId").asString("");
    for (JsonNode child : params.path("item").path("receiverThreadIds")) {
      parents.putIfAbsent(child.asString(""), threadId);
    }
    String parent = parents.get(threadId);
    TurnEvent event = TurnEvent.of(method, params);
    if (parent != null) {
      TurnTelemetry turn = turns.get(turnsByThread.get(parent));
      if (turn != null) {
        turn.observe(new TurnEvent.FromSubAgent(threadId, null, event));
      }
    } else if (rooms.containsKey(threadId)) {
      heard(threadId, params, event);
    }
  }

  private void heard(String threadId, JsonNode params, TurnEvent event) {
    String named = params.path("turnId").asString(params.path("turn").path("id").asString(""));
    String running = turnsByThread.get(threadId);
    TurnTelemetry turn = turns.get(running);
    if (turn == null || !(named.isEmpty() || named.equals(running))) {
      room(threadId).telemetry().betweenTurns(new ThreadEvent(threadId, named, event));
      return;
    }
    turn.observe(event);
    if (event instanceof TurnEvent.AgentMessageDelta delta) {
      said.computeIfAbsent(running, id -> new StringBuilder()).append(delta.delta());
    }
    if (event instanceof TurnEvent.TurnCompleted end) {
      turn.turnEnded(end(running, end));
      turns.remove(running);
      turnsByThread.remove(threadId);
    }
  }

  private TurnEnd end(String turnId, TurnEvent.TurnCompleted completed) {
    TurnError error = completed.error();
    String status = completed.status().wireName();
    String reason =
        status.equals("completed") ? null : "The request could not be completed (" + status + ").";
    String partial =
        reason == null ? "" : said.getOrDefault(turnId, new StringBuilder()).toString();
    Duration worked = Duration.ofMillis(completed.raw().path("durationMs").asLong(0));
    return new TurnEnd(status, error, reason, worked, partial);
  }

  private void called(String id, JsonNode params) {
    TurnTelemetry turn = turns.get(params.path("turnId").asString(""));
    if (turn != null) {
      var call = TelemetryStage.toolCall(params);
      calls.put(id, call);
      turn.toolCalled(call);
    }
  }

  private void answered(String id, JsonNode answer) {
    ServerRequest.DynamicToolCall call = calls.remove(id);
    TurnTelemetry turn = call == null ? null : turns.get(call.call().turnId());
    if (turn != null) {
      JsonNode result = answer.path("result");
      String text = result.path("contentItems").path(0).path("text").asString("(no answer)");
      turn.toolAnswered(call, text, result.path("success").asBoolean(false));
    }
  }

  /** One paragraph an event; ids are numbered, because they say nothing to a reader. */
  private String text() {
    StringBuilder text = new StringBuilder();
    rooms.forEach(
        (threadId, room) -> {
          text.append("== room of thread ").append(threadId).append("\n\n");
          for (RoomEvent event : room.events()) {
            assertThat(event.content()).isNotBlank();
            Map<String, Object> metadata = new LinkedHashMap<>(event.metadata());
            metadata.computeIfPresent("codex_created_at", (key, value) -> "<time>");
            assertThat(metadata.remove("codex_room_id")).isIn(TelemetryStage.ROOM, null);
            text.append(event.type()).append("\n  ");
            text.append(event.content().strip().replace("\n", "\n  ")).append('\n');
            metadata.forEach(
                (key, value) ->
                    text.append("    ")
                        .append(key)
                        .append(" = ")
                        .append(JSON.writeValueAsString(value))
                        .append('\n'));
            text.append('\n');
          }
        });
    return numbered(text.toString());
  }

  private static String numbered(String text) {
    Map<String, String> names = new HashMap<>();
    Matcher ids = ID.matcher(text);
    return ids.replaceAll(
        id -> names.computeIfAbsent(id.group(), any -> "<id-" + (names.size() + 1) + ">"));
  }
}
