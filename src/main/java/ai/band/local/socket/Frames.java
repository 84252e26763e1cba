package ai.band.local.socket;

import ai.band.local.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes Phoenix frames: {@code [join_ref, ref, topic, event, payload]}. */
final class Frames {
  private static final String NULL = "null";

  private Frames() {}

  /** A reply; refs are given back as they came, even as numbers. */
  static byte[] reply(
      JsonNode joinRef, JsonNode ref, String topic, String status, String response) {
    return bytes(
        joinRef.toString(),
        ref.toString(),
        topic,
        "phx_reply",
        "{\"response\":" + response + ",\"status\":\"" + status + "\"}");
  }

  /** The end of a channel, {@code phx_close} or {@code phx_error}. */
  static byte[] end(JsonNode joinRef, String topic, String event, String payload) {
    String ref = joinRef.toString();
    return bytes(ref, ref, topic, event, payload);
  }

  /** A push. */
  static byte[] push(JsonNode joinRef, String topic, String event, byte[] payload) {
    return bytes(
        joinRef.toString(), NULL, topic, event, new String(payload, StandardCharsets.UTF_8));
  }

  /** A refusal's response. */
  static String reason(String reason) {
    return Json.object().put("reason", reason).toString();
  }

  private static byte[] bytes(
      String joinRef, String ref, String topic, String event, String payload) {
    var frame = new StringBuilder(payload.length() + topic.length() + 64);
    frame.append('[').append(joinRef).append(',').append(ref).append(',');
    frame.append(quoted(topic)).append(',').append(quoted(event)).append(',');
    return frame.append(payload).append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return JsonNodeFactory.instance.stringNode(text).toString();
      }
    }
    return '"' + text + '"';
  }
}
