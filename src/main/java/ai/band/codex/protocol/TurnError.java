package ai.band.codex.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Why a turn failed, or why Codex is trying again.
 *
 * @param message Codex's own words, empty when it gave none
 * @param type the kind in lower camel case, for example {@code contextWindowExceeded} or {@code
 *     httpConnectionFailed}; older versions' {@code ContextWindowExceeded} is rewritten to that
 * @param httpStatus the provider's HTTP status, when Codex names one
 * @param additionalDetails text or JSON with the cause; untrusted
 * @param retryable the server's own statement, only sent by older versions
 * @param raw the error as received
 */
public record TurnError(
    String message,
    @Nullable String type,
    @Nullable Integer httpStatus,
    @Nullable JsonNode additionalDetails,
    @Nullable Boolean retryable,
    JsonNode raw) {

  /** Reads an error; {@code null} when there is none. */
  public static @Nullable TurnError of(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isString()) {
      return new TurnError(node.stringValue(), null, null, null, null, node);
    }
    JsonNode info = Json.value(node, "codexErrorInfo", "codex_error_info");
    JsonNode detail = info == null ? Json.object() : detailOf(info);
    return new TurnError(
        Json.textOrEmpty(node, "message"),
        info == null ? null : typeOf(info),
        Json.integer(detail, "httpStatusCode", "httpStatus", "http_status_code"),
        Json.value(node, "additionalDetails", "additional_details"),
        Json.bool(detail, "retryable"),
        node);
  }

  /** Whether the model's provider refused the login; a bad key arrives as a failed connection. */
  public boolean isLoginRefused() {
    Integer status = httpStatus;
    return "unauthorized".equals(type) || (status != null && (status == 401 || status == 403));
  }

  private static @Nullable String typeOf(JsonNode info) {
    if (info.isString()) {
      return lowerFirst(info.stringValue());
    }
    String type = Json.text(info, "type");
    if (type != null) {
      return lowerFirst(type);
    }
    return info.isObject() && info.size() == 1
        ? lowerFirst(info.propertyNames().iterator().next())
        : null;
  }

  private static JsonNode detailOf(JsonNode info) {
    if (info.isObject() && info.size() == 1) {
      JsonNode only = info.values().iterator().next();
      return only.isObject() ? only : info;
    }
    return info;
  }

  private static String lowerFirst(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
