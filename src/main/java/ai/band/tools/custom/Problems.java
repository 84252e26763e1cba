package ai.band.tools.custom;

import ai.band.platform.rest.Excerpt;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is wrong with the arguments of one call, each with the path of the argument. */
final class Problems {
  private static final int LONGEST_VALUE = 60;

  private final List<String> found = new ArrayList<>(0);

  void add(String path, String message) {
    found.add((path.isEmpty() ? "unknown" : path) + ": " + message);
  }

  /** Notes that a value is not what it must be. */
  void mustBe(String path, String what, JsonNode given) {
    add(path, "must be " + what + ", not " + shown(given));
  }

  boolean any() {
    return !found.isEmpty();
  }

  int count() {
    return found.size();
  }

  /** The text for the model. */
  String text(String tool) {
    return "Invalid arguments for " + tool + ": " + String.join("; ", found);
  }

  static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String shown(JsonNode given) {
    return Excerpt.of(given.toString(), LONGEST_VALUE);
  }
}
