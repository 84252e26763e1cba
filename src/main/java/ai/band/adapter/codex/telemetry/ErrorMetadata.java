package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.TurnError;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The facts of an error, for those who read events by program. */
final class ErrorMetadata {
  private static final int LONGEST_DETAILS = 2_048;

  private ErrorMetadata() {}

  static void put(Map<String, Object> metadata, TurnError error) {
    ErrorKind kind = ErrorKind.of(error);
    metadata.put("codex_error_type", type(error, kind));
    metadata.put("codex_error_code", code(error));
    metadata.put("codex_http_status", error.httpStatus());
    metadata.put("codex_is_retryable", isRetryable(error, kind));
    metadata.put("codex_suggested_action", kind == null ? null : kind.action());
    Object details = details(error.additionalDetails());
    if (details != null) {
      metadata.put("codex_additional_details", details);
    }
  }

  private static String type(TurnError error, @Nullable ErrorKind kind) {
    if (kind == ErrorKind.UNAUTHORIZED) {
      return "unauthorized";
    }
    return error.type() == null ? "unknown" : error.type();
  }

  private static @Nullable Object code(TurnError error) {
    JsonNode code = error.raw().isObject() ? Json.value(error.raw(), "code", "errorCode") : null;
    if (code == null) {
      return null;
    }
    return code.isIntegralNumber() ? (Object) code.longValue() : code.asString("");
  }

  private static boolean isRetryable(TurnError error, @Nullable ErrorKind kind) {
    return error.retryable() != null ? error.retryable() : kind != null && kind.retryable();
  }

  /** Untrusted: it may hold anything that a server or a tool has said. */
  private static @Nullable Object details(@Nullable JsonNode details) {
    if (details == null || (details.isContainer() && details.isEmpty())) {
      return null;
    }
    if (details.isString()) {
      String text = details.stringValue();
      return text.isBlank() ? null : cut(text);
    }
    String json = Json.MAPPER.writeValueAsString(details);
    return json.length() > LONGEST_DETAILS
        ? "[" + json.length() + " characters of JSON left out]"
        : Json.MAPPER.convertValue(details, Object.class);
  }

  private static String cut(String text) {
    int length = text.codePointCount(0, text.length());
    if (length <= LONGEST_DETAILS) {
      return text;
    }
    String head = text.substring(0, text.offsetByCodePoints(0, LONGEST_DETAILS));
    return head + " [" + (length - LONGEST_DETAILS) + " characters left out]";
  }
}
