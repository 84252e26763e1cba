package ai.band.codex.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing in a turn: a message, a command, a file change, a tool call and so on.
 *
 * <p>Ids are opaque and unique only within their thread. Statuses are the wire's words: {@code
 * inProgress}, {@code completed}, {@code failed}, {@code declined}.
 */
public sealed interface ThreadItem {
  /** The item's id; empty when the server gave none. */
  String id();

  /** The item as received. */
  JsonNode raw();

  /** The type's name on the wire, such as {@code commandExecution}. */
  default String type() {
    return Json.textOrEmpty(raw(), "type");
  }

  /**
   * What was said to Codex.
   *
   * @param clientId the client message id given with the turn, if any
   */
  record UserMessage(String id, @Nullable String clientId, List<JsonNode> content, JsonNode raw)
      implements ThreadItem {}

  /**
   * What Codex says.
   *
   * @param text empty in {@code item/started} when the text is streamed
   * @param phase {@code commentary}, {@code partial_answer}, {@code final_answer}, or null
   */
  record AgentMessage(String id, String text, @Nullable String phase, JsonNode raw)
      implements ThreadItem {
    /** Whether this is talk on the way to an answer rather than the answer. */
    public boolean isCommentary() {
      return "commentary".equals(phase);
    }
  }

  record Reasoning(String id, List<String> summary, List<String> content, JsonNode raw)
      implements ThreadItem {}

  record Plan(String id, String text, JsonNode raw) implements ThreadItem {}

  /**
   * A command.
   *
   * @param command as run, shell wrapper included: {@code /bin/bash -lc 'ls src'}
   * @param actions what Codex understood of it: read, listFiles, search, or unknown
   * @param output all output, capped by Codex near 1 MiB; null when empty or still running
   */
  record CommandExecution(
      String id,
      String command,
      @Nullable String cwd,
      String status,
      @Nullable String source,
      @Nullable String processId,
      List<JsonNode> actions,
      @Nullable String output,
      @Nullable Integer exitCode,
      @Nullable Long durationMs,
      JsonNode raw)
      implements ThreadItem {}

  record FileChange(String id, List<FileEdit> changes, String status, JsonNode raw)
      implements ThreadItem {}

  /**
   * A call of an MCP server's tool.
   *
   * @param result as the MCP server gave it: {@code content}, {@code structuredContent}
   * @param error the error's message
   */
  record McpToolCall(
      String id,
      String server,
      String tool,
      @Nullable JsonNode arguments,
      String status,
      @Nullable JsonNode result,
      @Nullable String error,
      JsonNode raw)
      implements ThreadItem {}

  record DynamicToolCall(
      String id,
      String tool,
      @Nullable String namespace,
      @Nullable JsonNode arguments,
      String status,
      @Nullable JsonNode contentItems,
      @Nullable Boolean success,
      JsonNode raw)
      implements ThreadItem {}

  /** A call of one of the multi-agent tools; names the child threads it concerns. */
  record CollabAgentToolCall(
      String id,
      String tool,
      String status,
      @Nullable String senderThreadId,
      List<String> receiverThreadIds,
      @Nullable String prompt,
      @Nullable String model,
      @Nullable String reasoningEffort,
      @Nullable JsonNode agentsStates,
      JsonNode raw)
      implements ThreadItem {}

  record SubAgentActivity(
      String id,
      @Nullable String agentThreadId,
      @Nullable String agentPath,
      @Nullable String kind,
      JsonNode raw)
      implements ThreadItem {}

  record WebSearch(String id, String query, @Nullable JsonNode action, JsonNode raw)
      implements ThreadItem {}

  record ImageView(String id, String path, JsonNode raw) implements ThreadItem {}

  record EnteredReviewMode(String id, String review, JsonNode raw) implements ThreadItem {}

  record ExitedReviewMode(String id, String review, JsonNode raw) implements ThreadItem {}

  record ContextCompaction(String id, JsonNode raw) implements ThreadItem {}

  /** A type without a record here. Kept, so that a newer server never stops an older client. */
  record Unknown(String id, JsonNode raw) implements ThreadItem {}

  /** Reads an item of any type, also in the shapes of older versions. */
  static ThreadItem of(JsonNode item) {
    return ItemReader.read(item);
  }
}
