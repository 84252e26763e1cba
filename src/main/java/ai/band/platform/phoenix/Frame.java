package ai.band.platform.phoenix;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One message of the Phoenix protocol, version 2. */
record Frame(
    @Nullable String joinRef,
    @Nullable String ref,
    String topic,
    String event,
    ObjectNode payload) {
  static final String JOIN = "phx_join";
  static final String LEAVE = "phx_leave";
  static final String REPLY = "phx_reply";
  static final String ERROR = "phx_error";
  static final String CLOSE = "phx_close";
  static final String HEARTBEAT = "heartbeat";
  static final String HEARTBEAT_TOPIC = "phoenix";

  private static final List<String> REASON_NAMES = List.of("reason", "code", "error", "message");
  private static final int MOST_NESTED = 3;

  boolean succeeded() {
    return "ok".equals(payload.path("status").asString(""));
  }

  /** What went wrong, in the server's words. */
  String reason() {
    String said = text(payload.path("response"), 0);
    return said.isEmpty() ? "no reason given" : said;
  }

  /** Applications put it as a text or as an object, under one of several names. */
  private static String text(JsonNode node, int depth) {
    if (node.isString()) {
      return node.stringValue().strip();
    }
    for (String name : depth > MOST_NESTED ? List.<String>of() : REASON_NAMES) {
      String said = text(node.path(name), depth + 1);
      if (!said.isEmpty()) {
        return said;
      }
    }
    return "";
  }
}
