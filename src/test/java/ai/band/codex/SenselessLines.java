package ai.band.codex;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lines that look more or less like messages. They never end turn t1 of thread-1. */
final class SenselessLines {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final List<String> METHODS =
      List.of(
          "item/agentMessage/delta",
          "item/started",
          "item/completed",
          "turn/started",
          "turn/plan/updated",
          "turn/diff/updated",
          "thread/tokenUsage/updated",
          "thread/status/changed",
          "thread/settings/updated",
          "error",
          "warning",
          "serverRequest/resolved",
          "model/rerouted",
          "item/reasoning/textDelta",
          "item/fileChange/patchUpdated",
          "item/tool/call",
          "item/commandExecution/requestApproval",
          "item/tool/requestUserInput",
          "mcpServer/elicitation/request",
          "mcpServer/startupStatus/updated",
          "no/such/method");
  private static final List<String> KEYS =
      List.of(
          "threadId",
          "turnId",
          "itemId",
          "item",
          "turn",
          "delta",
          "error",
          "codexErrorInfo",
          "tokenUsage",
          "total",
          "plan",
          "steps",
          "changes",
          "kind",
          "type",
          "status",
          "requestId",
          "id",
          "questions",
          "summaryIndex",
          "receiverThreadIds",
          "command",
          "result");
  private static final List<String> TEXTS =
      List.of(
          "thread-1",
          "t1",
          "agentMessage",
          "commandExecution",
          "fileChange",
          "collabAgentToolCall",
          "subAgentActivity",
          "idle",
          "inProgress",
          "",
          "\u0000\ud83d",
          "x");

  private SenselessLines() {}

  static String next(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> "not json";
      case 2 -> "[1,2,{\"id\":1}]";
      case 3 -> cut(message(random), random);
      case 4 -> "{\"id\":" + random.nextInt(50) + "}";
      case 5 -> "{\"id\":" + (100 + random.nextInt(50)) + ",\"result\":" + value(random, 0) + "}";
      case 6 -> "{\"id\":1e400,\"method\":\"x\"}";
      case 7 -> "null";
      default -> message(random);
    };
  }

  private static String message(Random random) {
    ObjectNode message = MAPPER.createObjectNode();
    message.put("method", METHODS.get(random.nextInt(METHODS.size())));
    if (random.nextInt(3) == 0) {
      message.set("id", MAPPER.readTree(value(random, 2)));
    }
    message.set("params", MAPPER.readTree(value(random, 0)));
    return message.toString();
  }

  private static String value(Random random, int depth) {
    int kind = random.nextInt(depth > 3 ? 5 : 9);
    return switch (kind) {
      case 0 -> "null";
      case 1 -> String.valueOf(random.nextBoolean());
      case 2 -> String.valueOf(random.nextLong());
      case 3 -> random.nextInt() + ".5";
      case 4 -> MAPPER.writeValueAsString(TEXTS.get(random.nextInt(TEXTS.size())));
      case 5 -> {
        ArrayNode list = MAPPER.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(MAPPER.readTree(value(random, depth + 1)));
        }
        yield list.toString();
      }
      default -> {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = random.nextInt(7); i > 0; i--) {
          String key = KEYS.get(random.nextInt(KEYS.size()));
          object.set(key, MAPPER.readTree(value(random, depth + 1)));
        }
        yield object.toString();
      }
    };
  }

  private static String cut(String line, Random random) {
    return line.substring(0, random.nextInt(line.length()));
  }
}
