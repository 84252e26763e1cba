package ai.band.platform.phoenix;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Text to frame and back, in one pass over the text. */
final class FrameCodec {
  // The payload is read out of the middle of an array, where tokens do follow it.
  private final JsonMapper mapper =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The frame, or null if the text is none. */
  @Nullable Frame parse(String text) {
    try (JsonParser parser = mapper.createParser(text)) {
      return parser.nextToken() == JsonToken.START_ARRAY ? readMembers(parser) : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  String write(Frame frame) {
    ArrayNode array = mapper.createArrayNode();
    array.add(frame.joinRef()).add(frame.ref()).add(frame.topic()).add(frame.event());
    return array.add(frame.payload()).toString();
  }

  private @Nullable Frame readMembers(JsonParser parser) {
    if (!isReference(parser.nextToken())) {
      return null;
    }
    String joinRef = parser.getValueAsString();
    if (!isReference(parser.nextToken())) {
      return null;
    }
    String ref = parser.getValueAsString();
    String topic = readName(parser);
    String event = topic == null ? null : readName(parser);
    if (topic == null || event == null) {
      return null;
    }
    JsonToken payloadStart = parser.nextToken();
    if (payloadStart == null || payloadStart == JsonToken.END_ARRAY) {
      return null;
    }
    ObjectNode payload = readPayload(parser);
    boolean complete = parser.nextToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
    return complete ? new Frame(joinRef, ref, topic, event, payload) : null;
  }

  private static boolean isReference(@Nullable JsonToken token) {
    return token == JsonToken.VALUE_NULL
        || token == JsonToken.VALUE_STRING
        || token == JsonToken.VALUE_NUMBER_INT;
  }

  private static @Nullable String readName(JsonParser parser) {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    String name = parser.getString();
    return name.isEmpty() ? null : name;
  }

  private ObjectNode readPayload(JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      JsonNode tree = mapper.readTree(parser);
      return (ObjectNode) tree;
    }
    parser.skipChildren();
    return mapper.createObjectNode();
  }
}
