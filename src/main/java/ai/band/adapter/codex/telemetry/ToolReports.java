package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.Emit;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadItem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the room which tools a turn uses and what they gave. The adapter's own tools are told of by
 * the threads that run them; the items that Codex sends for the same calls are then left out.
 */
final class ToolReports {
  private static final Logger log = LoggerFactory.getLogger(ToolReports.class);

  /** They change how the room works and are of no interest to it. */
  private static final Set<String> SILENT = Set.of("setmodel", "setreasoning");

  private final TurnEvents turn;
  private final boolean wanted;
  private final Set<String> toldByRequest = ConcurrentHashMap.newKeySet();
  private final Map<String, Open> open = new LinkedHashMap<>(4);

  ToolReports(TurnEvents turn) {
    this.turn = turn;
    this.wanted = turn.emits(Emit.EXECUTION);
  }

  void called(ServerRequest.DynamicToolCall call) {
    if (wanted) {
      toldByRequest.add(call.callId());
      call(turn, call.tool(), ToolItems.args(call.arguments()), idOf(call));
    }
  }

  void answered(ServerRequest.DynamicToolCall call, String output, boolean success) {
    if (wanted) {
      result(turn, call.tool(), output, idOf(call), !success);
    }
  }

  void started(ThreadItem item, TurnEvents source) {
    if (wanted && !item.id().isEmpty() && isReported(item) && ToolItems.read(item) != null) {
      open.put(key(item, source), new Open(item, source));
    }
  }

  void completed(ThreadItem item, TurnEvents source) {
    if (!wanted) {
      return;
    }
    open.remove(key(item, source));
    ToolUse use = isReported(item) ? ToolItems.read(item) : null;
    if (use == null) {
      log.debug("turn {}: a {} item is not reported as a tool", turn.turnId(), item.type());
      return;
    }
    String id = item.id().isEmpty() ? UUID.randomUUID().toString() : item.id();
    call(source, use.name(), use.args(), id);
    result(source, use.name(), String.valueOf(use.output()), id, use.failed());
  }

  /** What Codex has begun and not finished will not be heard of again. */
  void turnEnded() {
    open.values()
        .forEach(
            unfinished -> {
              ThreadItem item = unfinished.item();
              ToolUse use = isReported(item) ? ToolItems.read(item) : null;
              if (use != null) {
                call(unfinished.source(), use.name(), use.args(), item.id());
                result(unfinished.source(), use.name(), "interrupted", item.id(), true);
              }
            });
    open.clear();
  }

  private boolean isReported(ThreadItem item) {
    return !(item instanceof ThreadItem.DynamicToolCall call)
        || !(toldByRequest.contains(call.id()) || SILENT.contains(call.tool()));
  }

  private static String key(ThreadItem item, TurnEvents source) {
    return source.sourceThreadId() == null ? item.id() : source.sourceThreadId() + item.id();
  }

  private static String idOf(ServerRequest.DynamicToolCall call) {
    return call.callId().isEmpty() ? "request-" + call.call().id() : call.callId();
  }

  private static void call(TurnEvents source, String name, JsonNode args, String id) {
    ObjectNode content = Json.object().put("name", name);
    content.set("args", args);
    content.put("tool_call_id", id);
    source.post("tool_call", FittedJson.content(content), source.metadata(), Weight.NORMAL);
  }

  private static void result(
      TurnEvents source, String name, String output, String id, boolean failed) {
    ObjectNode content =
        Json.object().put("name", name).put("output", output).put("tool_call_id", id);
    if (failed) {
      content.put("is_error", true);
    }
    source.post("tool_result", FittedJson.content(content), source.metadata(), Weight.NORMAL);
  }

  private record Open(ThreadItem item, TurnEvents source) {}
}
