package ai.band.codex.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns a JSON item into its record. */
final class ItemReader {
  private ItemReader() {}

  static ThreadItem read(JsonNode item) {
    String id = Json.textOrEmpty(item, "id", "callId", "toolCallId");
    return switch (Json.textOrEmpty(item, "type")) {
      case "userMessage" ->
          new ThreadItem.UserMessage(
              id, Json.text(item, "clientId"), Json.list(item, "content"), item);
      case "agentMessage" ->
          new ThreadItem.AgentMessage(
              id, Json.textOrEmpty(item, "text"), Json.text(item, "phase"), item);
      case "reasoning" ->
          new ThreadItem.Reasoning(
              id, Json.texts(item, "summary"), Json.texts(item, "content"), item);
      case "plan" -> new ThreadItem.Plan(id, Json.textOrEmpty(item, "text"), item);
      case "commandExecution" -> command(id, item);
      case "fileChange" -> new ThreadItem.FileChange(id, FileEdit.listOf(item), status(item), item);
      case "mcpToolCall" -> mcpCall(id, item);
      case "dynamicToolCall" -> dynamicCall(id, item);
      case "collabAgentToolCall", "collabToolCall" -> collabCall(id, item);
      case "subAgentActivity" ->
          new ThreadItem.SubAgentActivity(
              id,
              Json.text(item, "agentThreadId"),
              Json.text(item, "agentPath"),
              Json.text(item, "kind"),
              item);
      case "webSearch" ->
          new ThreadItem.WebSearch(
              id, Json.textOrEmpty(item, "query"), Json.value(item, "action"), item);
      case "imageView" -> new ThreadItem.ImageView(id, Json.textOrEmpty(item, "path"), item);
      case "enteredReviewMode" -> new ThreadItem.EnteredReviewMode(id, review(item), item);
      case "exitedReviewMode" -> new ThreadItem.ExitedReviewMode(id, review(item), item);
      case "contextCompaction" -> new ThreadItem.ContextCompaction(id, item);
      default -> new ThreadItem.Unknown(id, item);
    };
  }

  private static ThreadItem command(String id, JsonNode item) {
    return new ThreadItem.CommandExecution(
        id,
        commandLine(item),
        Json.text(item, "cwd"),
        status(item),
        Json.text(item, "source"),
        Json.text(item, "processId"),
        Json.list(item, "commandActions", "command_actions"),
        Json.text(item, "aggregatedOutput", "aggregated_output"),
        Json.integer(item, "exitCode", "exit_code"),
        Json.number(item, "durationMs", "duration_ms"),
        item);
  }

  private static String commandLine(JsonNode item) {
    String line = Json.text(item, "command");
    return line != null ? line : String.join(" ", Json.texts(item, "command"));
  }

  private static ThreadItem mcpCall(String id, JsonNode item) {
    JsonNode error = Json.value(item, "error");
    return new ThreadItem.McpToolCall(
        id,
        Json.textOrEmpty(item, "server"),
        Json.textOrEmpty(item, "tool"),
        Json.value(item, "arguments"),
        status(item),
        Json.value(item, "result"),
        error == null ? null : messageOf(error),
        item);
  }

  private static @Nullable String messageOf(JsonNode error) {
    return error.isString() ? error.stringValue() : Json.text(error, "message");
  }

  private static ThreadItem dynamicCall(String id, JsonNode item) {
    return new ThreadItem.DynamicToolCall(
        id,
        Json.textOrEmpty(item, "tool", "name"),
        Json.text(item, "namespace"),
        Json.value(item, "arguments", "args"),
        status(item),
        Json.value(item, "contentItems", "output", "result"),
        Json.bool(item, "success"),
        item);
  }

  private static ThreadItem collabCall(String id, JsonNode item) {
    List<String> receivers = Json.texts(item, "receiverThreadIds");
    String single = Json.text(item, "receiverThreadId", "newThreadId");
    return new ThreadItem.CollabAgentToolCall(
        id,
        Json.textOrEmpty(item, "tool"),
        status(item),
        Json.text(item, "senderThreadId"),
        receivers.isEmpty() && single != null ? List.of(single) : receivers,
        Json.text(item, "prompt"),
        Json.text(item, "model"),
        Json.text(item, "reasoningEffort"),
        Json.value(item, "agentsStates", "agents"),
        item);
  }

  private static String status(JsonNode item) {
    return Json.textOrEmpty(item, "status");
  }

  private static String review(JsonNode item) {
    return Json.textOrEmpty(item, "review", "text");
  }
}
