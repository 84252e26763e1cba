package ai.band.adapter.codex.turn;

import ai.band.codex.protocol.ThreadItem;
import ai.band.tools.PlatformToolset;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Recognises a tool call that has put a message into the room. */
final class RoomPostingTools {
  private RoomPostingTools() {}

  /** Whether this call of an MCP server's tool was one: a posting tool on one of Band's servers. */
  static boolean isOne(ThreadItem.McpToolCall call) {
    return call.server().toLowerCase(Locale.ROOT).contains("band")
        && PlatformToolset.postsMessages(call.tool());
  }

  /** Whether one of a stored turn's items was one that succeeded. */
  static boolean isAmong(List<ThreadItem> items) {
    return items.stream().anyMatch(RoomPostingTools::hasPosted);
  }

  /**
   * What the posting calls of stored turns were to post, whether or not Codex heard that they had:
   * a call whose answer was lost is stored as failed.
   */
  static List<String> texts(List<ThreadItem> items) {
    return items.stream().map(RoomPostingTools::text).filter(text -> !text.isBlank()).toList();
  }

  private static String text(ThreadItem item) {
    JsonNode arguments =
        switch (item) {
          case ThreadItem.DynamicToolCall call when PlatformToolset.postsMessages(call.tool()) ->
              call.arguments();
          case ThreadItem.McpToolCall call when isOne(call) -> call.arguments();
          default -> null;
        };
    return arguments == null ? "" : arguments.path("content").asString("");
  }

  private static boolean hasPosted(ThreadItem item) {
    return switch (item) {
      case ThreadItem.DynamicToolCall call ->
          PlatformToolset.postsMessages(call.tool())
              && call.status().equals("completed")
              && !Boolean.FALSE.equals(call.success());
      case ThreadItem.McpToolCall call ->
          call.status().equals("completed") && call.error() == null && isOne(call);
      default -> false;
    };
  }
}
