package ai.band.tools.custom;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Holds the arguments of one call to a schema that was written by hand. */
final class SchemaReader {
  private final Problems problems;

  SchemaReader(Problems problems) {
    this.problems = problems;
  }

  /** The value as the schema wants it; what is wrong is noted. */
  JsonNode value(JsonNode schema, JsonNode node, String path) {
    List<String> types = DeclaredSchema.types(schema);
    JsonNode fitting = types.isEmpty() ? node : fitting(types, node);
    if (fitting == null) {
      problems.mustBe(path, "of type " + String.join(" or ", types), node);
      return node;
    }
    if (!isListed(schema, fitting)) {
      problems.mustBe(path, "one of " + listed(schema), node);
      return fitting;
    }
    bounds(schema, fitting, path);
    if (fitting instanceof ObjectNode object) {
      return object(schema, object, path);
    }
    return fitting instanceof ArrayNode array && schema.has("items")
        ? array(schema.path("items"), array, path)
        : fitting;
  }

  /** The value as one of the types; numbers and truth values may come as text. */
  private static @Nullable JsonNode fitting(List<String> types, JsonNode node) {
    for (String type : types) {
      if (is(type, node)) {
        return node;
      }
    }
    if (!node.isString()) {
      return null;
    }
    String text = node.stringValue().strip();
    if (types.contains("boolean")
        && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
      return BooleanNode.valueOf(Boolean.parseBoolean(text));
    }
    BigDecimal number =
        types.contains("integer") || types.contains("number") ? Scalars.number(node) : null;
    JsonNode converted = number == null ? null : DecimalNode.valueOf(number);
    return converted != null && (types.contains("number") || is("integer", converted))
        ? converted
        : null;
  }

  private static boolean is(String type, JsonNode node) {
    return switch (type) {
      case "string" -> node.isString();
      case "number" -> node.isNumber();
      case "integer" ->
          node.isIntegralNumber()
              || (node.isNumber() && node.decimalValue().stripTrailingZeros().scale() <= 0);
      case "boolean" -> node.isBoolean();
      case "array" -> node.isArray();
      case "object" -> node.isObject();
      default -> node.isNull();
    };
  }

  private static boolean isListed(JsonNode schema, JsonNode node) {
    if (schema.has("const")) {
      return isSame(schema.path("const"), node);
    }
    return !schema.has("enum")
        || schema.path("enum").valueStream().anyMatch(each -> isSame(each, node));
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    return (one.isNumber() && other.isNumber())
        ? one.decimalValue().compareTo(other.decimalValue()) == 0
        : one.equals(other);
  }

  private static String listed(JsonNode schema) {
    JsonNode words = schema.has("const") ? schema.path("const") : schema.path("enum");
    return words.isArray()
        ? String.join(", ", words.valueStream().map(each -> each.asString("null")).toList())
        : words.asString("null");
  }

  private JsonNode object(JsonNode schema, ObjectNode given, String path) {
    ObjectNode read = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      JsonNode own = schema.path("properties").path(each.getKey());
      JsonNode rule = own.isMissingNode() ? schema.path("additionalProperties") : own;
      if (!isLeftOut(rule, each.getValue())) {
        String place = Problems.child(path, each.getKey());
        read.set(
            each.getKey(), rule.isObject() ? value(rule, each.getValue(), place) : each.getValue());
      }
    }
    for (JsonNode name : schema.path("required")) {
      if (!read.has(name.asString(""))) {
        problems.add(Problems.child(path, name.asString("")), "is required");
      }
    }
    return read;
  }

  /** A null where none may be, and what the schema does not know and does not want. */
  private static boolean isLeftOut(JsonNode rule, JsonNode given) {
    return (rule.isBoolean() && !rule.booleanValue()) || (given.isNull() && !allowsNull(rule));
  }

  private static boolean allowsNull(JsonNode rule) {
    List<String> types = DeclaredSchema.types(rule);
    return (types.isEmpty() || types.contains("null"))
        && (!rule.has("enum") || rule.path("enum").valueStream().anyMatch(JsonNode::isNull));
  }

  private JsonNode array(JsonNode items, ArrayNode given, String path) {
    ArrayNode read = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < given.size(); i++) {
      read.add(value(items, given.get(i), Problems.child(path, "" + i)));
    }
    return read;
  }

  private void bounds(JsonNode schema, JsonNode node, String path) {
    if (node.isNumber()) {
      BigDecimal value = node.decimalValue();
      bound(schema, "minimum", value, sign -> sign >= 0, "at least ", path);
      bound(schema, "maximum", value, sign -> sign <= 0, "at most ", path);
      bound(schema, "exclusiveMinimum", value, sign -> sign > 0, "more than ", path);
      bound(schema, "exclusiveMaximum", value, sign -> sign < 0, "less than ", path);
    } else if (node.isString()) {
      String text = node.stringValue();
      size(schema, "Length", text.codePointCount(0, text.length()), " characters", path);
      String pattern = schema.path("pattern").asString("");
      if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
        problems.mustBe(path, "a text that matches " + pattern, node);
      }
    } else if (node.isArray()) {
      size(schema, "Items", node.size(), " entries", path);
    }
  }

  private interface Allowed {
    boolean test(int sign);
  }

  private void bound(
      JsonNode schema,
      String keyword,
      BigDecimal value,
      Allowed allowed,
      String words,
      String path) {
    JsonNode bound = schema.path(keyword);
    if (bound.isNumber() && !allowed.test(value.compareTo(bound.decimalValue()))) {
      problems.add(path, "must be " + words + bound + ", not " + value.toPlainString());
    }
  }

  private void size(JsonNode schema, String unit, int size, String words, String path) {
    JsonNode least = schema.path("min" + unit);
    JsonNode most = schema.path("max" + unit);
    if (least.isNumber() && size < least.intValue()) {
      problems.add(path, "must have at least " + least + words + ", not " + size);
    }
    if (most.isNumber() && size > most.intValue()) {
      problems.add(path, "must have at most " + most + words + ", not " + size);
    }
  }
}
