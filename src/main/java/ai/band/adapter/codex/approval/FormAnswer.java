package ai.band.adapter.codex.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Form values that people write as {@code name=value} words, checked against what is wanted. */
final class FormAnswer {
  private FormAnswer() {}

  /** One line for each field of a form; none when it has no fields. */
  static List<String> fieldLines(@Nullable JsonNode schema) {
    List<String> lines = new ArrayList<>();
    if (schema == null) {
      return lines;
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      JsonNode type = field.getValue();
      String allowed =
          type.path("enum").isArray()
              ? ", one of " + ShownText.words(type.path("enum").toString())
              : "";
      lines.add(
          "- "
              + ShownText.inline(field.getKey())
              + " ("
              + type.path("type").asString("text")
              + allowed
              + (required(schema, field.getKey()) ? ", required" : "")
              + ") "
              + ShownText.words(
                  type.path("description").asString(type.path("title").asString(""))));
    }
    return lines;
  }

  /**
   * Reads the values.
   *
   * @throws IllegalArgumentException with what is wrong and what is wanted
   */
  static ObjectNode read(String text, @Nullable JsonNode schema) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    JsonNode properties =
        schema == null ? JsonNodeFactory.instance.objectNode() : schema.path("properties");
    if (properties.size() == 1 && text.indexOf('=') < 0) {
      String only = properties.propertyNames().iterator().next();
      put(values, only, text.strip(), properties.path(only));
    } else {
      for (String word : words(text)) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals).strip();
        if (equals < 0 || !properties.has(name)) {
          throw new IllegalArgumentException(
              ShownText.inline(name)
                  + " is not a field; write name=value with "
                  + names(properties));
        }
        put(values, name, word.substring(equals + 1).strip(), properties.path(name));
      }
    }
    for (String name : properties.propertyNames()) {
      if (schema != null && required(schema, name) && !values.has(name)) {
        throw new IllegalArgumentException(ShownText.inline(name) + " is required");
      }
    }
    return values;
  }

  /** Words are separated by blanks before the next {@code name=}. */
  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+(?=[\\w.-]+\\s*=)", -1));
  }

  private static void put(ObjectNode values, String name, String text, JsonNode type) {
    String kind = type.path("type").asString("string");
    try {
      switch (kind) {
        case "integer" -> values.put(name, Long.parseLong(text));
        case "number" -> values.put(name, Double.parseDouble(text));
        case "boolean" -> values.put(name, truth(text));
        default -> values.put(name, text);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          ShownText.inline(name) + " must be of type " + kind + ", not " + ShownText.inline(text),
          e);
    }
    JsonNode allowed = type.path("enum");
    if (allowed.isArray() && allowed.valueStream().noneMatch(v -> v.asString("").equals(text))) {
      throw new IllegalArgumentException(
          ShownText.inline(name) + " must be one of " + ShownText.words(allowed.toString()));
    }
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "true", "yes", "1", "on" -> true;
      case "false", "no", "0", "off" -> false;
      default -> throw new IllegalArgumentException("not yes or no");
    };
  }

  private static boolean required(JsonNode schema, String name) {
    return schema.path("required").valueStream().anyMatch(n -> n.asString("").equals(name));
  }

  private static String names(JsonNode properties) {
    return String.join(", ", properties.propertyNames());
  }
}
