package ai.band.codex;

import ai.band.codex.protocol.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a thread runs with, as Codex answered to start or resume.
 *
 * @param sandbox the effective policy, an object with {@code type}
 * @param approvalPolicy a name or an object
 * @param instructionSources the files that Codex took instructions from
 * @param status {@code idle}, {@code active}, {@code systemError}
 * @param raw the whole answer
 */
public record ThreadSettings(
    @Nullable String model,
    @Nullable String modelProvider,
    @Nullable String reasoningEffort,
    @Nullable JsonNode sandbox,
    @Nullable JsonNode approvalPolicy,
    @Nullable String cwd,
    List<String> instructionSources,
    @Nullable String status,
    JsonNode raw) {
  static ThreadSettings of(JsonNode result) {
    JsonNode thread = result.path("thread");
    return new ThreadSettings(
        Json.text(result, "model"),
        Json.text(result, "modelProvider"),
        Json.text(result, "reasoningEffort"),
        Json.value(result, "sandbox"),
        Json.value(result, "approvalPolicy"),
        Json.text(result, "cwd"),
        Json.texts(result, "instructionSources"),
        Json.text(thread.path("status"), "type"),
        result);
  }

  boolean isActive() {
    return "active".equals(status);
  }
}
