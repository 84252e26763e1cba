package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.FileEdit;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadItem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the use of a tool from an item of Codex. */
final class ToolItems {
  private static final Set<String> FAILURES = Set.of("failed", "declined", "interrupted");

  private ToolItems() {}

  /** The use of a tool that the item tells of, or null when it tells of none. */
  static @Nullable ToolUse read(ThreadItem item) {
    return switch (item) {
      case ThreadItem.CommandExecution command -> command(command);
      case ThreadItem.FileChange change -> fileChange(change);
      case ThreadItem.McpToolCall call -> mcp(call);
      case ThreadItem.WebSearch search ->
          new ToolUse(
              "web_search",
              Json.object().put("query", search.query()),
              or(ToolText.of(search.action()), "completed"),
              false);
      case ThreadItem.ImageView view ->
          new ToolUse("view_image", Json.object().put("path", view.path()), "viewed", false);
      case ThreadItem.CollabAgentToolCall call -> collaboration(call);
      case ThreadItem.DynamicToolCall call ->
          new ToolUse(
              call.tool(),
              args(call.arguments()),
              or(ToolText.of(call.contentItems()), call.status()),
              FAILURES.contains(call.status()) || Boolean.FALSE.equals(call.success()));
      case ThreadItem.UserMessage ignored -> null;
      case ThreadItem.AgentMessage ignored -> null;
      case ThreadItem.Reasoning ignored -> null;
      case ThreadItem.Plan ignored -> null;
      case ThreadItem.SubAgentActivity ignored -> null;
      case ThreadItem.EnteredReviewMode ignored -> null;
      case ThreadItem.ExitedReviewMode ignored -> null;
      case ThreadItem.ContextCompaction ignored -> null;
      case ThreadItem.Unknown ignored -> null;
    };
  }

  /** Arguments as an object: text is parsed, anything but an object becomes its {@code input}. */
  static JsonNode args(@Nullable JsonNode arguments) {
    if (arguments == null) {
      return Json.object();
    }
    JsonNode value = arguments.isString() ? parsed(arguments) : arguments;
    return value.isObject() ? value : Json.object().set("input", value);
  }

  private static JsonNode parsed(JsonNode text) {
    try {
      return Json.MAPPER.readTree(text.stringValue());
    } catch (JacksonException e) {
      return text;
    }
  }

  private static ToolUse command(ThreadItem.CommandExecution item) {
    ObjectNode args = Json.object().put("command", item.command()).put("cwd", item.cwd());
    StringBuilder output = new StringBuilder();
    if (item.output() != null) {
      output.append(item.output());
    }
    if (item.exitCode() != null) {
      if (!output.isEmpty() && output.charAt(output.length() - 1) != '\n') {
        output.append('\n');
      }
      output.append("exit_code=").append(item.exitCode());
    }
    return new ToolUse(
        "exec",
        args,
        or(output.toString(), item.status()),
        FAILURES.contains(item.status()) || (item.exitCode() != null && item.exitCode() != 0));
  }

  private static ToolUse fileChange(ThreadItem.FileChange item) {
    ObjectNode args = Json.object();
    var files = args.putArray("files");
    StringBuilder output = new StringBuilder(or(item.status(), "completed"));
    for (FileEdit edit : item.changes()) {
      files.add(edit.path());
      output.append('\n').append(edit.kind()).append(": ").append(edit.path());
      if (edit.movedTo() != null) {
        output.append(" -> ").append(edit.movedTo());
      }
    }
    return new ToolUse("file_edit", args, output.toString(), FAILURES.contains(item.status()));
  }

  private static ToolUse mcp(ThreadItem.McpToolCall item) {
    JsonNode arguments = item.arguments();
    String result = item.result() == null ? null : ToolText.ofMcp(item.result());
    return new ToolUse(
        "mcp:" + item.server() + "/" + item.tool(),
        arguments != null && arguments.isObject() ? arguments : Json.object(),
        or(result, or(item.error(), "completed")),
        item.error() != null || FAILURES.contains(item.status()));
  }

  private static ToolUse collaboration(ThreadItem.CollabAgentToolCall item) {
    ObjectNode args = Json.object();
    put(args, "prompt", item.prompt());
    if (!item.receiverThreadIds().isEmpty()) {
      List<String> receivers = item.receiverThreadIds();
      receivers.forEach(args.putArray("receiverThreadIds")::add);
    }
    put(args, "model", item.model());
    put(args, "reasoningEffort", item.reasoningEffort());
    String output = "completed";
    if (item.agentsStates() != null) {
      ObjectNode states = Json.object();
      states.set("agentsStates", item.agentsStates());
      output = ToolText.of(states.put("status", item.status()));
    }
    return new ToolUse("collab:" + item.tool(), args, output, FAILURES.contains(item.status()));
  }

  private static void put(ObjectNode args, String key, @Nullable String value) {
    if (value != null) {
      args.put(key, value);
    }
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null || text.isBlank() ? otherwise : text;
  }
}
