package ai.band.local.rest;

import ai.band.local.world.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the members of a JSON object and refuses what has the wrong type, naming the place. */
public final class Fields {
  private final ObjectNode node;
  private final String pointer;

  Fields(ObjectNode node, String pointer) {
    this.node = node;
    this.pointer = pointer;
  }

  public String pointer() {
    return pointer;
  }

  public boolean has(String name) {
    return node.has(name);
  }

  public @Nullable JsonNode raw(String name) {
    return node.get(name);
  }

  /** A required object. */
  public Fields object(String name) {
    ObjectNode inner = objectOrNull(name);
    if (inner == null) {
      throw Refusal.invalid(at(name), "can't be blank");
    }
    return new Fields(inner, at(name));
  }

  /** An object; null when absent or null. */
  public @Nullable ObjectNode objectOrNull(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.invalid(at(name), "must be an object");
  }

  /** A required text; may be blank. */
  public String text(String name) {
    String text = textOrNull(name);
    if (text == null) {
      throw Refusal.invalid(at(name), "can't be blank");
    }
    return text;
  }

  /** A text; null when absent or null. */
  public @Nullable String textOrNull(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw Refusal.invalid(at(name), "must be a string");
    }
    return value.stringValue();
  }

  /** A text; absent is fine, but null is refused. */
  public @Nullable String textNotNull(String name) {
    JsonNode value = node.get(name);
    if (value != null && value.isNull()) {
      throw Refusal.invalid(at(name), "must be a string");
    }
    return textOrNull(name);
  }

  /** A required truth value. */
  public boolean truth(String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isBoolean()) {
      throw Refusal.invalid(at(name), "must be a boolean");
    }
    return value.booleanValue();
  }

  /** Refuses an object without any of these members. */
  void requireAny(String... names) {
    for (String name : names) {
      if (node.has(name)) {
        return;
      }
    }
    throw Refusal.malformed("one of " + String.join(", ", names) + " is required");
  }

  /** A whole number, or the fallback when absent or null. */
  public int number(String name, int fallback) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return fallback;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw Refusal.invalid(at(name), "must be an integer");
    }
    return value.intValue();
  }

  /** A truth value, or the fallback when absent or null. */
  public boolean truth(String name, boolean fallback) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return fallback;
    }
    return truth(name);
  }

  /** A list of texts; empty when absent. */
  public List<String> texts(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw Refusal.invalid(at(name), "must be a list of strings");
    }
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  private String at(String name) {
    return pointer + "/" + name;
  }
}
