package ai.band.tools;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Arguments of one call, checked against the tool's parameters. Nulls count as left out. */
final class Arguments {
  private static final int LONGEST_NUMBER = 20;

  private final Map<String, Object> values;

  private Arguments(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Checks and converts. Unknown arguments are ignored.
   *
   * @throws InvalidArguments naming every wrong argument and what is allowed
   */
  static Arguments check(String tool, List<Parameter> parameters, @Nullable JsonNode given) {
    List<String> problems = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    if (given != null && !given.isNull() && !given.isObject()) {
      throw new InvalidArguments(tool, List.of("unknown: arguments must be an object"));
    }
    for (Parameter parameter : parameters) {
      JsonNode node = find(parameter, given);
      if (node != null) {
        read(parameter, node, values, problems);
      } else if (parameter.required()) {
        problems.add(parameter.name() + ": is required");
      } else if (parameter.fallback() != null) {
        values.put(parameter.name(), parameter.fallback());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidArguments(tool, problems);
    }
    return new Arguments(values);
  }

  private static @Nullable JsonNode find(Parameter parameter, @Nullable JsonNode given) {
    if (given == null) {
      return null;
    }
    JsonNode node = given.get(parameter.name());
    if ((node == null || node.isNull()) && parameter.alias() != null) {
      node = given.get(parameter.alias());
    }
    return node == null || node.isNull() ? null : node;
  }

  private static void read(
      Parameter parameter, JsonNode node, Map<String, Object> values, List<String> problems) {
    String name = parameter.name();
    switch (parameter.kind()) {
      case STRING -> {
        String word = node.isString() ? allowed(parameter, node.stringValue()) : null;
        if (!node.isString()) {
          problems.add(name + ": must be a string");
        } else if (word == null) {
          problems.add(
              name
                  + ": '"
                  + shortened(node.stringValue())
                  + "' is not one of "
                  + String.join(", ", parameter.allowed()));
        } else {
          values.put(name, word);
        }
      }
      case INTEGER -> {
        Integer number = whole(node);
        if (number == null) {
          problems.add(name + ": must be a whole number");
        } else if (number < parameter.minimum() || number > parameter.maximum()) {
          problems.add(name + ": must be " + range(parameter) + ", not " + number);
        } else {
          values.put(name, number);
        }
      }
      case STRINGS -> readStrings(name, node, values, problems);
      case OBJECT -> {
        if (node instanceof ObjectNode object) {
          values.put(name, object);
        } else {
          problems.add(name + ": must be an object");
        }
      }
    }
  }

  /** The word in the platform's spelling; null when it is not allowed. */
  private static @Nullable String allowed(Parameter parameter, String word) {
    if (parameter.allowed().isEmpty()) {
      return word;
    }
    return parameter.allowed().stream()
        .filter(each -> each.equalsIgnoreCase(word.strip()))
        .findFirst()
        .orElse(null);
  }

  /** Models write whole numbers as texts and with a point, too. */
  private static @Nullable Integer whole(JsonNode node) {
    String text = node.isString() ? node.stringValue().strip() : node.toString();
    if (text.length() > LONGEST_NUMBER || !(node.isNumber() || node.isString())) {
      return null;
    }
    try {
      return new BigDecimal(text).intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private static void readStrings(
      String name, JsonNode node, Map<String, Object> values, List<String> problems) {
    List<String> list = new ArrayList<>();
    if (node.isString()) {
      list.add(node.stringValue()); // models often give one mention without the list around it
    } else if (node.isArray()) {
      for (JsonNode entry : node) {
        if (!entry.isString()) {
          problems.add(name + ": every entry must be a string");
          return;
        }
        list.add(entry.stringValue());
      }
    } else {
      problems.add(name + ": must be a list of strings");
      return;
    }
    values.put(name, List.copyOf(list));
  }

  private static String range(Parameter parameter) {
    return parameter.maximum() == Integer.MAX_VALUE
        ? "at least " + parameter.minimum()
        : "from " + parameter.minimum() + " to " + parameter.maximum();
  }

  private static String shortened(String text) {
    return text.length() <= 60
        ? text
        : text.substring(
                0, text.offsetByCodePoints(0, Math.min(60, text.codePointCount(0, text.length()))))
            + "…";
  }

  String string(String name) {
    return (String) present(name);
  }

  @Nullable String optional(String name) {
    return (String) values.get(name);
  }

  int integer(String name) {
    return (Integer) present(name);
  }

  @SuppressWarnings("unchecked")
  List<String> strings(String name) {
    return (List<String>) values.getOrDefault(name, List.of());
  }

  @Nullable ObjectNode object(String name) {
    return (ObjectNode) values.get(name);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  private Object present(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the tool reads '" + name + "' without declaring it");
    }
    return value;
  }

  /** A call whose arguments are not what the tool takes; told to the model. */
  static final class InvalidArguments extends RuntimeException {
    InvalidArguments(String tool, List<String> problems) {
      super("Invalid arguments for " + tool + ": " + String.join(", ", problems));
    }
  }
}
