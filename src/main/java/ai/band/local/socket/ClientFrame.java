package ai.band.local.socket;

import ai.band.local.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A frame from a client; refs are kept as they came, text or number. */
record ClientFrame(JsonNode joinRef, JsonNode ref, String topic, String event) {

  /** Null when it is no array of at least five members with a topic and an event. */
  static @Nullable ClientFrame parse(String text) {
    if (!(Json.parse(text) instanceof ArrayNode array) || array.size() < 5) {
      return null;
    }
    JsonNode topic = array.get(2);
    JsonNode event = array.get(3);
    if (!topic.isString() || !event.isString()) {
      return null;
    }
    return new ClientFrame(array.get(0), array.get(1), topic.stringValue(), event.stringValue());
  }
}
