package ai.band.local.world;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** How large a value is on the wire. */
final class JsonSize {
  private JsonSize() {}

  /** Bytes of compact UTF-8 JSON. */
  static int of(JsonNode value) {
    return value.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
