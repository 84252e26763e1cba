package ai.band.codex;

import ai.band.codex.protocol.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Who Codex is logged in as.
 *
 * @param type {@code apiKey}, {@code chatgpt}, ..., null when nobody is logged in
 * @param email of a ChatGPT account
 * @param planType of a ChatGPT account
 * @param requiresLogin whether the model provider needs an OpenAI login at all
 */
public record Account(
    @Nullable String type,
    @Nullable String email,
    @Nullable String planType,
    boolean requiresLogin,
    JsonNode raw) {
  static Account of(JsonNode result) {
    JsonNode account = result.path("account");
    return new Account(
        Json.text(account, "type"),
        Json.text(account, "email"),
        Json.text(account, "planType"),
        Json.isTrue(result, "requiresOpenaiAuth"),
        result);
  }

  /** Whether model calls must fail for want of a login. */
  public boolean isLoginMissing() {
    return requiresLogin && type == null;
  }
}
