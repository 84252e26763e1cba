package ai.band.platform.phoenix;

import org.jspecify.annotations.Nullable;
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

  boolean succeeded() {
    return "ok".equals(payload.path("status").asString(""));
  }

  /** What went wrong, in the server's words. */
  String reason() {
    return payload.path("response").path("reason").asString("no reason given");
  }
}
