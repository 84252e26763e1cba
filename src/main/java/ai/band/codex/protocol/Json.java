package ai.band.codex.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tolerant access to the fields of a message: a field that is missing, {@code null} or of another
 * type than asked for reads as {@code null}, never as an exception.
 */
public final class Json {
  /** Reads and writes every message. Its limits leave room for very long command output. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(1_000)
                          .maxNestingDepth(500)
                          .build())
                  .build())
          .build();

  private Json() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The first of the named fields that holds a string. */
  public static @Nullable String text(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value != null && value.isString()) {
        return value.stringValue();
      }
    }
    return null;
  }

  /** Like {@link #text}, with the empty string for "not there". */
  public static String textOrEmpty(JsonNode node, String... names) {
    String value = text(node, names);
    return value == null ? "" : value;
  }

  /** The first of the named fields that holds a whole number. */
  public static @Nullable Long number(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value != null && value.isIntegralNumber() && value.canConvertToLong()) {
        return value.longValue();
      }
    }
    return null;
  }

  /** Like {@link #number}, for values that fit an {@code int}. */
  public static @Nullable Integer integer(JsonNode node, String... names) {
    Long value = number(node, names);
    if (value == null) {
      return null;
    }
    int narrow = value.intValue();
    return narrow == value ? Integer.valueOf(narrow) : null;
  }

  /** The field as a truth value, or {@code null}. */
  public static @Nullable Boolean bool(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isBoolean()) {
      return null;
    }
    return value.booleanValue();
  }

  /** Whether the field is there and true. */
  public static boolean isTrue(JsonNode node, String name) {
    return Boolean.TRUE.equals(bool(node, name));
  }

  /** The first of the named fields that is there and not JSON null. */
  public static @Nullable JsonNode value(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value != null && !value.isNull()) {
        return value;
      }
    }
    return null;
  }

  /** The elements of the first named field that is a list; otherwise none. */
  public static List<JsonNode> list(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.get(name);
      if (value != null && value.isArray()) {
        List<JsonNode> all = new ArrayList<>(value.size());
        value.forEach(all::add);
        return List.copyOf(all);
      }
    }
    return List.of();
  }

  /** The strings in the first named field that is a list; elements of other types are left out. */
  public static List<String> texts(JsonNode node, String... names) {
    List<String> found = new ArrayList<>();
    for (JsonNode element : list(node, names)) {
      if (element.isString()) {
        found.add(element.stringValue());
      }
    }
    return List.copyOf(found);
  }
}
