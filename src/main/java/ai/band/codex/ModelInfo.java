package ai.band.codex;

import ai.band.codex.protocol.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model that Codex knows.
 *
 * @param model the name to ask for
 * @param hidden not meant to be offered
 * @param isDefault Codex's own choice
 * @param efforts the reasoning efforts it supports, as names
 */
public record ModelInfo(
    String id,
    String model,
    String displayName,
    boolean hidden,
    boolean isDefault,
    List<String> efforts,
    @Nullable String defaultEffort,
    JsonNode raw) {
  static @Nullable ModelInfo of(JsonNode node) {
    String id = Json.text(node, "id", "model");
    if (id == null) {
      return null;
    }
    String model = Json.text(node, "model");
    String display = Json.text(node, "displayName");
    return new ModelInfo(
        id,
        model == null ? id : model,
        display == null ? id : display,
        Json.isTrue(node, "hidden"),
        Json.isTrue(node, "isDefault"),
        effortsOf(node),
        Json.text(node, "defaultReasoningEffort"),
        node);
  }

  private static List<String> effortsOf(JsonNode node) {
    return Json.list(node, "supportedReasoningEfforts").stream()
        .map(e -> e.isString() ? e.stringValue() : Json.textOrEmpty(e, "reasoningEffort"))
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
