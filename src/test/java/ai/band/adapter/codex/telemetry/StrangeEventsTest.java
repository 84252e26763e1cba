package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThatCode;

import ai.band.codex.protocol.TurnEvent;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever another version of Codex sends, a report of it must not end the turn. */
class StrangeEventsTest {
  private static final int EVENTS = 5_000;

  private static final List<String> METHODS =
      List.of(
          "item/started",
          "item/completed",
          "item/agentMessage/delta",
          "item/reasoning/textDelta",
          "item/reasoning/summaryTextDelta",
          "item/plan/delta",
          "turn/plan/updated",
          "turn/diff/updated",
          "thread/tokenUsage/updated",
          "thread/status/changed",
          "thread/compacted",
          "model/rerouted",
          "error",
          "warning",
          "codex/event/task_started");

  private static final List<String> NAMES =
      List.of(
          "item",
          "type",
          "id",
          "status",
          "command",
          "cwd",
          "exitCode",
          "aggregatedOutput",
          "changes",
          "path",
          "kind",
          "diff",
          "arguments",
          "result",
          "content",
          "contentItems",
          "error",
          "message",
          "codexErrorInfo",
          "text",
          "phase",
          "summary",
          "plan",
          "step",
          "explanation",
          "tokenUsage",
          "total",
          "last",
          "totalTokens",
          "inputTokens",
          "modelContextWindow",
          "delta",
          "itemId",
          "tool",
          "server",
          "query",
          "action",
          "receiverThreadIds",
          "agentsStates",
          "prompt",
          "agentThreadId",
          "willRetry",
          "success");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "x",
          "commandExecution",
          "fileChange",
          "mcpToolCall",
          "dynamicToolCall",
          "webSearch",
          "imageView",
          "collabAgentToolCall",
          "agentMessage",
          "reasoning",
          "plan",
          "contextCompaction",
          "commentary",
          "completed",
          "failed",
          "{",
          "[1",
          "{\"a\":1}",
          "\uD83D\uDE00",
          "\uD83D",
          "diff --git a/x b/x\n+++ b/x\n@@ -1 +1 @@\n",
          "long ".repeat(9_000));

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void are_reported_or_left_out_and_never_an_exception() {
    var stage = TelemetryStage.withEverything();
    var turn = stage.turn();
    for (int i = 0; i < EVENTS; i++) {
      String method = METHODS.get(random.nextInt(METHODS.size()));
      ObjectNode params = object(0);
      if (method.startsWith("item/")) {
        params.set("item", object(1).put("type", TEXTS.get(3 + random.nextInt(11))).put("id", "i"));
      }
      assertThatCode(() -> turn.observe(TurnEvent.of(method, params)))
          .as("seed %s: %s %s", seed, method, shortened(params))
          .doesNotThrowAnyException();
    }
    assertThatCode(() -> turn.turnEnded(TelemetryStage.end())).doesNotThrowAnyException();
    assertThatCode(() -> stage.events().forEach(event -> FittedJson.metadata(event.metadata())))
        .as("seed %s", seed)
        .doesNotThrowAnyException();
  }

  private static String shortened(JsonNode params) {
    String text = params.toString();
    return text.substring(0, Math.min(text.length(), 500));
  }

  private ObjectNode object(int depth) {
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    for (int i = random.nextInt(6); i > 0; i--) {
      made.set(NAMES.get(random.nextInt(NAMES.size())), value(depth + 1));
    }
    return made;
  }

  private JsonNode value(int depth) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (random.nextInt(depth > 4 ? 7 : 10)) {
      case 0 -> make.nullNode();
      case 1 -> make.booleanNode(random.nextBoolean());
      case 2 -> make.numberNode(random.nextLong());
      case 3 -> make.numberNode(-1.5e300);
      case 4, 5, 6 -> make.stringNode(TEXTS.get(random.nextInt(TEXTS.size())));
      case 7 -> list(depth);
      default -> object(depth);
    };
  }

  private ArrayNode list(int depth) {
    ArrayNode made = JsonMapper.shared().createArrayNode();
    for (int i = random.nextInt(4); i > 0; i--) {
      made.add(value(depth + 1));
    }
    return made;
  }
}
