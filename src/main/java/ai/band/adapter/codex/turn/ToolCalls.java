package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.telemetry.TurnTelemetry;
import ai.band.adapter.codex.tool.ToolDesk;
import ai.band.codex.protocol.ServerRequest.DynamicToolCall;
import ai.band.tools.RoomTools;
import ai.band.tools.ToolResult;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Runs the tools that Codex calls in one room, each on the thread of its request. */
final class ToolCalls {
  private static final String STOPPED = "The turn was stopped; nothing was done.";

  private final RoomContext room;
  private final RoomTools roomTools;
  private final ToolDesk desk;

  ToolCalls(RoomContext room, RoomTools roomTools, ToolDesk desk) {
    this.room = room;
    this.roomTools = roomTools;
    this.desk = desk;
  }

  void handle(DynamicToolCall call, TurnContext turn) {
    if (!turn.gate().isOpen() || !turn.toolThreads().enter()) {
      call.answer(STOPPED, false);
      return;
    }
    // A sub-agent's turn can end before the room's.
    call.call().onWithdrawn(Thread.currentThread()::interrupt);
    try {
      TurnTelemetry telemetry = desk.isReported(call.tool()) ? turn.telemetry() : null;
      if (telemetry != null) {
        telemetry.toolCalled(call);
      }
      ToolResult result = run(call, turn);
      if (result.success() && result.postedMessage()) {
        turn.roomPosted();
      }
      call.answer(result.text(), result.success());
      if (telemetry != null) {
        telemetry.toolAnswered(call, result.text(), result.success());
      }
    } finally {
      turn.toolThreads().leave();
    }
  }

  private ToolResult run(DynamicToolCall call, TurnContext turn) {
    try {
      JsonNode arguments = masked(call.arguments());
      return desk.call(room, roomTools, call.tool(), arguments, turn.signal());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ToolResult.failed(STOPPED);
    } catch (RuntimeException e) {
      return ToolResult.failed("Error: " + e.getMessage());
    }
  }

  /** What leaves through a tool leaves for Band, or for whoever wrote the tool. */
  private JsonNode masked(JsonNode node) {
    if (node.isString()) {
      String text = node.stringValue();
      String masked = room.poster().masked(text);
      return masked.equals(text) ? node : StringNode.valueOf(masked);
    }
    if (node instanceof ObjectNode object) {
      for (var entry : List.copyOf(object.properties())) {
        object.set(entry.getKey(), masked(entry.getValue()));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, masked(array.get(i)));
      }
    }
    return node;
  }
}
