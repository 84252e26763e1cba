package ai.band.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code ${NAME}} and {@code ${NAME:-default}} in the texts of a section from the
 * environment; a doubled dollar sign keeps the text as it is. An empty variable counts as missing.
 */
final class EnvironmentReferences {
  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  EnvironmentReferences(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The variables that are missing, one line for each. */
  List<String> problems() {
    return problems;
  }

  /**
   * A copy of a map with all its texts filled in.
   *
   * @param place what stands before a key in errors
   */
  @SuppressWarnings("NullAway") // YAML null is a legal value inside a section
  Map<String, Object> fill(Map<?, ?> map, String place) {
    Map<String, Object> filled = new LinkedHashMap<>();
    map.forEach((key, value) -> filled.put(String.valueOf(key), fillTree(value, place + key)));
    return filled;
  }

  private @Nullable Object fillTree(@Nullable Object tree, String place) {
    if (tree instanceof String text) {
      return fillText(text, place);
    }
    if (tree instanceof Map<?, ?> map) {
      return fill(map, place + ".");
    }
    if (tree instanceof List<?> list) {
      List<@Nullable Object> filled = new ArrayList<>(list.size());
      for (Object each : list) {
        filled.add(fillTree(each, place));
      }
      return filled;
    }
    return tree;
  }

  private String fillText(String text, String place) {
    int open = text.indexOf("${");
    if (open < 0) {
      return text;
    }
    var filled = new StringBuilder();
    int at = 0;
    while (open >= 0) {
      if (open > at && text.charAt(open - 1) == '$') {
        filled.append(text, at, open - 1).append("${");
        at = open + 2;
      } else {
        filled.append(text, at, open);
        at = reference(text, open, place, filled);
      }
      open = text.indexOf("${", at);
    }
    return filled.append(text.substring(at)).toString();
  }

  /** Returns where the text goes on. */
  private int reference(String text, int open, String place, StringBuilder filled) {
    int close = text.indexOf('}', open);
    String inside = close < 0 ? "" : text.substring(open + 2, close);
    int split = inside.indexOf(":-");
    String name = split < 0 ? inside : inside.substring(0, split);
    if (!isName(name)) {
      filled.append("${");
      return open + 2;
    }
    String value = environment.get(name);
    if (value != null && !value.isEmpty()) {
      filled.append(value);
    } else if (split >= 0) {
      filled.append(inside, split + 2, inside.length());
    } else {
      filled.append(text, open, close + 1);
      problems.add(
          place
              + ": the variable "
              + name
              + " is not set. Set it, or write ${"
              + name
              + ":-default}.");
    }
    return close + 1;
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
      return false;
    }
    return name.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
  }
}
