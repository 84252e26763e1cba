package ai.band.tools.custom;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a Java value of what a model gave. */
@FunctionalInterface
interface ValueReader {
  /**
   * Reads a value.
   *
   * @param node never JSON's null
   * @return null when a problem was noted
   */
  @Nullable Object read(JsonNode node, String path, Problems problems);
}
