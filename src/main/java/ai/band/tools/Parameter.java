package ai.band.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One argument of a platform tool: told to the model by {@link #schema()}, enforced by {@link
 * Arguments}. Numeric bounds are enforced only, since some providers refuse them in a schema.
 */
record Parameter(
    String name,
    Kind kind,
    String description,
    boolean required,
    List<String> allowed,
    int minimum,
    int maximum,
    @Nullable Object fallback,
    @Nullable String alias) {

  enum Kind {
    STRING,
    INTEGER,
    STRINGS,
    OBJECT
  }

  static Parameter string(String name, String description) {
    return new Parameter(
        name, Kind.STRING, description, false, List.of(), 0, Integer.MAX_VALUE, null, null);
  }

  static Parameter strings(String name, String description) {
    return new Parameter(
        name, Kind.STRINGS, description, false, List.of(), 0, Integer.MAX_VALUE, null, null);
  }

  static Parameter object(String name, String description) {
    return new Parameter(
        name, Kind.OBJECT, description, false, List.of(), 0, Integer.MAX_VALUE, null, null);
  }

  static Parameter integer(
      String name, String description, int fallback, int minimum, int maximum) {
    return new Parameter(
        name, Kind.INTEGER, description, false, List.of(), minimum, maximum, fallback, null);
  }

  Parameter mandatory() {
    return new Parameter(name, kind, description, true, allowed, minimum, maximum, fallback, alias);
  }

  Parameter oneOf(String... values) {
    return new Parameter(
        name, kind, description, required, List.of(values), minimum, maximum, fallback, alias);
  }

  Parameter orElse(Object value) {
    return new Parameter(
        name, kind, description, required, allowed, minimum, maximum, value, alias);
  }

  /** Also accepted under this name, which the schema does not show. */
  Parameter alsoKnownAs(String other) {
    return new Parameter(
        name, kind, description, required, allowed, minimum, maximum, fallback, other);
  }

  ObjectNode schema() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (kind) {
      case STRING -> node.put("type", "string");
      case INTEGER -> node.put("type", "integer");
      case STRINGS -> node.put("type", "array").putObject("items").put("type", "string");
      case OBJECT -> node.put("type", "object").put("additionalProperties", true);
    }
    node.put("description", description);
    if (!allowed.isEmpty()) {
      var values = node.putArray("enum");
      allowed.forEach(values::add);
    }
    switch (fallback) {
      case String text -> node.put("default", text);
      case Integer number -> node.put("default", number);
      case null, default -> {}
    }
    return node;
  }
}
