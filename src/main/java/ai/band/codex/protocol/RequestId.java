package ai.band.codex.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The id that the server gave to one of its requests: a whole number or a string. Numbers count
 * from 0, so 0 is an id like any other; {@code 1} and {@code "1"} are different ids.
 *
 * @param text the id as text
 * @param numeric whether it is a number on the wire
 */
public record RequestId(String text, boolean numeric) {
  /** The id held by this node, or {@code null} when it holds none. */
  public static @Nullable RequestId of(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    if (node.isIntegralNumber()) {
      return new RequestId(node.bigIntegerValue().toString(), true);
    }
    return node.isString() ? new RequestId(node.stringValue(), false) : null;
  }

  /** The id as it goes over the wire, with its type. */
  public JsonNode toJson() {
    return numeric
        ? JsonNodeFactory.instance.numberNode(new java.math.BigInteger(text))
        : JsonNodeFactory.instance.stringNode(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
