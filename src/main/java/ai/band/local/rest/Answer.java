package ai.band.local.rest;

import ai.band.local.json.Json;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operation answers.
 *
 * @param body null: none
 */
public record Answer(int status, @Nullable JsonNode body, Map<String, String> headers) {

  /** 200 with {@code data}. */
  public static Answer ok(JsonNode data) {
    return of(200, data);
  }

  /** 201 with {@code data}. */
  public static Answer created(JsonNode data) {
    return of(201, data);
  }

  /** 204. */
  public static Answer nothing() {
    return new Answer(204, null, Map.of());
  }

  /** {@code data} as it is, without a wrapper. */
  public static Answer plain(int status, JsonNode body) {
    return new Answer(status, body, Map.of());
  }

  /** The items as a JSON list. */
  public static <T> ArrayNode list(Iterable<T> items, Function<T, ? extends JsonNode> shape) {
    ArrayNode list = Json.array();
    for (T item : items) {
      list.add(shape.apply(item));
    }
    return list;
  }

  private static Answer of(int status, JsonNode data) {
    ObjectNode body = Json.object();
    body.set("data", data);
    return new Answer(status, body, Map.of());
  }
}
