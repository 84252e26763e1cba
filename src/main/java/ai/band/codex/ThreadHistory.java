package ai.band.codex;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadItem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what Codex keeps of a thread, page by page. */
final class ThreadHistory {
  private static final int TURNS_PER_PAGE = 25;
  private static final int ITEMS_PER_PAGE = 100;

  private final CodexClient client;
  private final String threadId;

  ThreadHistory(CodexClient client, String threadId) {
    this.client = client;
    this.threadId = threadId;
  }

  List<StoredTurn> turns(int limit) {
    List<StoredTurn> found = new ArrayList<>();
    String cursor = null;
    do {
      ObjectNode params = params().put("limit", Math.min(TURNS_PER_PAGE, limit - found.size()));
      cursor = page("thread/turns/list", params, cursor, turn -> found.add(StoredTurn.of(turn)));
    } while (cursor != null && found.size() < limit);
    return List.copyOf(found);
  }

  @Nullable StoredTurn find(String clientUserMessageId, int searched) {
    for (StoredTurn candidate : turns(searched)) {
      if (candidate.hasClientMessage(clientUserMessageId)) {
        return candidate;
      }
    }
    return null;
  }

  List<ThreadItem> items(String turnId) {
    List<ThreadItem> items = new ArrayList<>();
    String cursor = null;
    do {
      ObjectNode params = params().put("turnId", turnId).put("limit", ITEMS_PER_PAGE);
      cursor =
          page(
              "thread/items/list",
              params,
              cursor,
              entry -> items.add(ThreadItem.of(entry.path("item"))));
    } while (cursor != null);
    return List.copyOf(items);
  }

  /** Reads one page; returns where the next one begins, or null after the last. */
  private @Nullable String page(
      String method, ObjectNode params, @Nullable String cursor, Consumer<JsonNode> entries) {
    if (cursor != null) {
      params.put("cursor", cursor);
    }
    JsonNode result = client.request(method, params);
    List<JsonNode> data = Json.list(result, "data");
    data.forEach(entries);
    String next = Json.text(result, "nextCursor");
    return data.isEmpty() || next == null || next.equals(cursor) ? null : next;
  }

  private ObjectNode params() {
    return Json.object().put("threadId", threadId);
  }
}
