package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.Json;
import ai.band.platform.rest.ContentLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON that must not be longer than the platform takes. What is too much goes from the largest
 * value, with a mark in its place, so that the whole stays valid JSON.
 */
final class FittedJson {
  /** Hiding a secret may make a text a little longer. */
  private static final int SLACK = 256;

  private static final int LONGEST_CONTENT = ContentLimits.EVENT_CONTENT - SLACK;
  private static final int LARGEST_METADATA = ContentLimits.EVENT_METADATA_BYTES - SLACK;
  private static final int WORTH_CLIPPING = 256;
  private static final int SHORTEST = 128;
  private static final int MOST_ROUNDS = 200;

  /** Band counts the characters of content and the bytes of metadata. */
  private final ToIntFunction<String> measure;

  private FittedJson(ToIntFunction<String> measure) {
    this.measure = measure;
  }

  /** The JSON as content of an event. */
  static String content(ObjectNode json) {
    String text = Json.MAPPER.writeValueAsString(json);
    if (text.length() <= LONGEST_CONTENT) {
      return text;
    }
    return Json.MAPPER.writeValueAsString(
        new FittedJson(String::length).shortened(json.deepCopy(), LONGEST_CONTENT));
  }

  /** The values as metadata of an event; the same object when they fit. */
  static Map<String, Object> metadata(Map<String, Object> values) {
    if (isSurelySmall(values)) {
      return values;
    }
    ObjectNode json = Json.MAPPER.valueToTree(values);
    var fitting = new FittedJson(Utf8::length);
    if (fitting.size(json) <= LARGEST_METADATA) {
      return values;
    }
    return Json.MAPPER.convertValue(
        fitting.shortened(json, LARGEST_METADATA),
        new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});
  }

  private static boolean isSurelySmall(Map<String, Object> values) {
    int most = 0;
    for (Object value : values.values()) {
      if (value instanceof String text) {
        most += 64 + text.length() * 6;
      } else if (value == null || value instanceof Number || value instanceof Boolean) {
        most += 64;
      } else {
        return false;
      }
    }
    return most <= LARGEST_METADATA;
  }

  private ObjectNode shortened(ObjectNode json, int limit) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int over = size(json) - limit;
      if (over <= 0) {
        return json;
      }
      Place largest = largestIn(json);
      largest.put(shorter(largest.value(), over));
    }
    return json;
  }

  private JsonNode shorter(JsonNode value, int over) {
    int size = size(value);
    if (!value.isString() || value.stringValue().length() < WORTH_CLIPPING) {
      return text("[" + size + " left out]");
    }
    String text = value.stringValue();
    double unitsPerCharacter = (double) size / text.length();
    int surplus = (int) Math.ceil(over / unitsPerCharacter) + 1;
    return text(ContentLimits.clip(text, Math.max(SHORTEST, text.length() - surplus)));
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.stringNode(text);
  }

  /** The text that takes most; the list or object itself where no part of it stands out. */
  private Place largestIn(ObjectNode root) {
    Place place = largestChild(root);
    for (int depth = 0; place.value().isContainer() && !place.value().isEmpty(); depth++) {
      Place child = largestChild(place.value());
      // Arguments stay an object at least, so that the content keeps its shape.
      boolean replaceable = depth > 0 || place.value().isArray();
      if (replaceable && size(child.value()) < WORTH_CLIPPING) {
        return place;
      }
      place = child;
    }
    return place;
  }

  private Place largestChild(JsonNode holder) {
    Place largest = null;
    int most = -1;
    if (holder instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> each : object.properties()) {
        int size = size(each.getValue());
        if (size > most) {
          most = size;
          largest = new Place(holder, each.getKey(), 0, each.getValue());
        }
      }
    } else {
      for (int i = 0; i < holder.size(); i++) {
        int size = size(holder.get(i));
        if (size > most) {
          most = size;
          largest = new Place(holder, "", i, holder.get(i));
        }
      }
    }
    return Objects.requireNonNull(largest);
  }

  private int size(JsonNode json) {
    return measure.applyAsInt(Json.MAPPER.writeValueAsString(json));
  }

  private record Place(JsonNode holder, String key, int index, JsonNode value) {
    void put(JsonNode replacement) {
      if (holder instanceof ObjectNode object) {
        object.set(key, replacement);
      } else if (holder instanceof ArrayNode array) {
        array.set(index, replacement);
      }
    }
  }
}
