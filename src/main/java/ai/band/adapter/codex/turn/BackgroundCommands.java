package ai.band.adapter.codex.turn;

import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The commands that a turn has started: Codex lets them run on when the turn is interrupted. */
final class BackgroundCommands {
  private static final Logger log = LoggerFactory.getLogger(BackgroundCommands.class);

  private final String threadId;
  private final Map<String, Set<String>> itemsByThread = new LinkedHashMap<>(2);

  BackgroundCommands(String threadId) {
    this.threadId = threadId;
  }

  void note(TurnEvent event) {
    switch (event) {
      case TurnEvent.ItemStarted started -> note(threadId, started.item());
      case TurnEvent.FromSubAgent(var child, var ignored, TurnEvent.ItemStarted started) ->
          note(child, started.item());
      default -> {}
    }
  }

  private void note(String thread, ThreadItem item) {
    if (item instanceof ThreadItem.CommandExecution command) {
      itemsByThread.computeIfAbsent(thread, id -> new HashSet<>()).add(command.id());
    }
  }

  /** Ends those that still run. Needs the experimental interface; failures are logged. */
  void terminate(CodexClient client) {
    itemsByThread.forEach(
        (thread, items) -> {
          try {
            terminate(client, thread, items);
          } catch (CodexException.RpcFailed e) {
            clean(client, thread);
          } catch (CodexException e) {
            log.warn("thread {}: its commands were not ended: {}", thread, e.getMessage());
          }
        });
  }

  private static void terminate(CodexClient client, String thread, Set<String> items) {
    String cursor = "";
    do {
      ObjectNode params = params(thread);
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      JsonNode page = client.request("thread/backgroundTerminals/list", params);
      for (JsonNode terminal : page.path("data")) {
        if (items.contains(terminal.path("itemId").asString(""))) {
          log.info("thread {}: ending command {}", thread, terminal.path("itemId").asString(""));
          client.request(
              "thread/backgroundTerminals/terminate",
              params(thread).put("processId", terminal.path("processId").asString("")));
        }
      }
      cursor = page.path("nextCursor").asString("");
    } while (!cursor.isEmpty());
  }

  /** An older Codex cannot tell its commands apart: all of the thread's go. */
  private static void clean(CodexClient client, String thread) {
    try {
      client.request("thread/backgroundTerminals/clean", params(thread));
    } catch (CodexException e) {
      log.warn("thread {}: its commands were not ended: {}", thread, e.getMessage());
    }
  }

  private static ObjectNode params(String thread) {
    return JsonNodeFactory.instance.objectNode().put("threadId", thread);
  }
}
