package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON Schema that somebody has written by hand, and the check of arguments against it: types,
 * enums, required and nested fields, bounds. Keywords that combine schemas, such as {@code anyOf},
 * are told to the model and not checked.
 */
final class DeclaredSchema {
  private static final Set<String> TYPES =
      new TreeSet<>(List.of("string", "integer", "number", "boolean", "array", "object", "null"));
  private static final List<String> UNCHECKED =
      List.of("anyOf", "oneOf", "allOf", "not", "if", "$ref", "patternProperties", "prefixItems");

  private final ObjectNode schema;

  private DeclaredSchema(ObjectNode schema) {
    this.schema = schema;
  }

  /**
   * Takes a schema of an object.
   *
   * @param place what stands before a key in errors
   * @throws BandConfigException when it cannot be one
   */
  static DeclaredSchema of(ObjectNode given, String place) {
    ObjectNode schema = given.deepCopy();
    List<String> problems = new ArrayList<>();
    if (!schema.has("type")) {
      schema.put("type", "object");
    } else if (!schema.path("type").asString("").equals("object")) {
      problems.add(place + ".type: arguments are an object. Write object.");
    }
    if (!schema.has("properties")) {
      schema.putObject("properties");
    }
    check(schema, place, problems);
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
    return new DeclaredSchema(schema);
  }

  ObjectNode json() {
    return schema.deepCopy();
  }

  /** Keywords in it whose meaning is not checked. */
  Set<String> unchecked() {
    Set<String> found = new TreeSet<>();
    UNCHECKED.stream().filter(word -> !schema.findValues(word).isEmpty()).forEach(found::add);
    return found;
  }

  /** The arguments as the schema wants them; what is wrong is noted. */
  JsonNode read(JsonNode arguments, Problems problems) {
    return new SchemaReader(problems).value(schema, arguments, "");
  }

  private static void check(JsonNode schema, String place, List<String> problems) {
    if (!schema.isObject()) {
      problems.add(place + ": this is not a map. Write a JSON Schema.");
      return;
    }
    for (String type : types(schema)) {
      if (!TYPES.contains(type)) {
        problems.add(
            place + ".type: " + type + " is no type. Use " + String.join(", ", TYPES) + ".");
      }
    }
    if (schema.has("pattern")) {
      try {
        Pattern.compile(schema.path("pattern").asString(""));
      } catch (PatternSyntaxException e) {
        problems.add(place + ".pattern: " + e.getDescription() + ". Correct the expression.");
      }
    }
    if (schema.has("enum") && !schema.path("enum").isArray()) {
      problems.add(place + ".enum: this is not a list. Write one.");
    }
    if (schema.has("required") && !isTexts(schema.path("required"))) {
      problems.add(place + ".required: this is not a list of names. Write one.");
    }
    if (schema.has("properties") && !schema.path("properties").isObject()) {
      problems.add(place + ".properties: this is not a map. Write one.");
    }
    for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
      check(each.getValue(), place + ".properties." + each.getKey(), problems);
    }
    if (schema.has("items")) {
      check(schema.path("items"), place + ".items", problems);
    }
    if (schema.path("additionalProperties").isObject()) {
      check(schema.path("additionalProperties"), place + ".additionalProperties", problems);
    }
  }

  private static boolean isTexts(JsonNode node) {
    return node.isArray() && node.valueStream().allMatch(JsonNode::isString);
  }

  static List<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray()
        ? type.valueStream().map(each -> each.asString("")).toList()
        : type.isMissingNode() ? List.of() : List.of(type.asString(""));
  }
}
