package ai.band.codex;

import ai.band.codex.protocol.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings tool entries into the one form that Codex accepts throughout a list. */
final class DynamicTools {
  private DynamicTools() {}

  static JsonNode canonical(JsonNode tool) {
    if (!(tool instanceof ObjectNode given)) {
      return tool;
    }
    ObjectNode entry = Json.object();
    if (Json.text(given, "type") == null) {
      entry.put("type", given.path("tools").isArray() ? "namespace" : "function");
    }
    entry.setAll(given.deepCopy());
    if (entry.get("tools") != null && entry.get("tools").isArray()) {
      var nested = Json.MAPPER.createArrayNode();
      entry.get("tools").forEach(inner -> nested.add(canonical(inner)));
      entry.set("tools", nested);
    }
    return entry;
  }
}
