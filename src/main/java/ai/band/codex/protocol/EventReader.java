package ai.band.codex.protocol;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Turns a notification into its record. */
final class EventReader {
  private EventReader() {}

  static TurnEvent read(String method, JsonNode params) {
    return switch (method) {
      case "item/agentMessage/delta" ->
          new TurnEvent.AgentMessageDelta(
              itemId(params), delta(params), Json.text(params, "phase"));
      case "item/commandExecution/outputDelta" ->
          new TurnEvent.CommandOutputDelta(itemId(params), delta(params));
      case "item/reasoning/summaryTextDelta" ->
          new TurnEvent.ReasoningDelta(
              itemId(params), delta(params), index(params, "summaryIndex"), true);
      case "item/reasoning/textDelta" ->
          new TurnEvent.ReasoningDelta(
              itemId(params), delta(params), index(params, "contentIndex"), false);
      case "item/plan/delta" -> new TurnEvent.PlanDelta(itemId(params), delta(params));
      case "item/started" -> new TurnEvent.ItemStarted(ThreadItem.of(params.path("item")));
      case "item/completed" -> new TurnEvent.ItemCompleted(ThreadItem.of(params.path("item")));
      case "turn/started" -> new TurnEvent.TurnStarted(Json.textOrEmpty(params.path("turn"), "id"));
      case "turn/completed" -> completed(params.path("turn"));
      case "thread/tokenUsage/updated" -> new TurnEvent.TokenUsageUpdated(TokenUsage.of(params));
      case "thread/status/changed" -> status(params.path("status"));
      case "serverRequest/resolved" -> resolved(method, params);
      case "error" -> error(method, params);
      default -> readRare(method, params);
    };
  }

  private static TurnEvent readRare(String method, JsonNode params) {
    return switch (method) {
      case "item/reasoning/summaryPartAdded" ->
          new TurnEvent.ReasoningPartAdded(itemId(params), index(params, "summaryIndex"));
      case "item/commandExecution/terminalInteraction" ->
          new TurnEvent.TerminalInput(itemId(params), Json.textOrEmpty(params, "stdin"));
      case "item/fileChange/patchUpdated" ->
          new TurnEvent.PatchUpdated(itemId(params), FileEdit.listOf(params));
      case "item/mcpToolCall/progress" ->
          new TurnEvent.McpToolProgressed(itemId(params), Json.textOrEmpty(params, "message"));
      case "mcpServer/startupStatus/updated" ->
          new TurnEvent.McpServerChanged(
              Json.textOrEmpty(params, "name"),
              Json.textOrEmpty(params, "status"),
              Json.text(params, "error", "failureReason"));
      case "turn/plan/updated" ->
          new TurnEvent.PlanUpdated(Json.text(params, "explanation"), PlanStep.listOf(params));
      case "turn/diff/updated" ->
          new TurnEvent.DiffUpdated(Json.textOrEmpty(params, "diff", "content"));
      case "warning", "guardianWarning" ->
          new TurnEvent.Warned(method, Json.textOrEmpty(params, "message"));
      case "configWarning", "deprecationNotice" -> new TurnEvent.Warned(method, summary(params));
      case "model/rerouted" ->
          new TurnEvent.ModelRerouted(
              Json.textOrEmpty(params, "fromModel"),
              Json.textOrEmpty(params, "toModel"),
              Json.text(params, "reason"));
      case "thread/compacted", "context/compacted" -> new TurnEvent.Compacted();
      case "thread/settings/updated" ->
          new TurnEvent.SettingsUpdated(params.path("threadSettings"));
      case "thread/closed", "thread/archived", "thread/deleted" ->
          new TurnEvent.ThreadUnloaded(method.substring("thread/".length()));
      default -> new TurnEvent.Unrecognised(method, params);
    };
  }

  static TurnEvent.TurnCompleted completed(JsonNode turn) {
    return new TurnEvent.TurnCompleted(
        TurnStatus.of(Json.text(turn, "status")),
        TurnError.of(turn.get("error")),
        Json.list(turn, "items").stream().map(ThreadItem::of).toList(),
        turn);
  }

  private static TurnEvent status(JsonNode status) {
    String type = status.isString() ? status.stringValue() : Json.textOrEmpty(status, "type");
    return new TurnEvent.StatusChanged(type, Json.texts(status, "activeFlags"));
  }

  private static TurnEvent resolved(String method, JsonNode params) {
    RequestId id = RequestId.of(params.get("requestId"));
    return id == null
        ? new TurnEvent.Unrecognised(method, params)
        : new TurnEvent.RequestResolved(id);
  }

  private static TurnEvent error(String method, JsonNode params) {
    TurnError error = TurnError.of(params.get("error"));
    return error == null
        ? new TurnEvent.Unrecognised(method, params)
        : new TurnEvent.TurnErrored(error, Json.isTrue(params, "willRetry"));
  }

  private static String summary(JsonNode params) {
    String summary = Json.textOrEmpty(params, "summary", "message");
    String details = Json.text(params, "details");
    return details == null ? summary : String.join(" ", List.of(summary, details));
  }

  private static String itemId(JsonNode params) {
    return Json.textOrEmpty(params, "itemId", "item_id");
  }

  private static String delta(JsonNode params) {
    return Json.textOrEmpty(params, "delta");
  }

  private static int index(JsonNode params, String name) {
    Integer index = Json.integer(params, name);
    return index == null ? 0 : index;
  }
}
