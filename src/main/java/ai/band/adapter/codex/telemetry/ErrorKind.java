package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.TurnError;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Codex's kinds of errors mean to people, and what they can do. */
enum ErrorKind {
  CONTEXT("The conversation has become too long for the model.", "compact_context"),
  USAGE("The quota of this account is used up.", "wait_or_upgrade"),
  HTTP("The model's API could not be reached.", "check_connectivity"),
  SANDBOX("The sandbox policy does not allow what was tried.", "review_sandbox_policy"),
  UNAUTHORIZED("The login failed or has expired.", "re_authenticate"),
  BAD_REQUEST("The model's API refused the form of the input.", "check_input_format"),
  NO_RESPONSE("There was no valid response after several tries.", "retry_different_approach"),
  BUSY("The model's service is busy or failing.", "retry_later"),
  BROKEN("The connection to the model's service broke.", "check_connectivity"),
  MODEL("The model is not available.", "change_model"),
  LIMIT("A limit of the session has been reached.", "review_approvals"),
  POLICY("The request was refused by a policy.", "review_request");

  private static final Map<String, ErrorKind> BY_TYPE = byType();

  private final String text;
  private final String action;

  ErrorKind(String text, String action) {
    this.text = text;
    this.action = action;
  }

  /** The kind, or null when only Codex's own words tell what happened. */
  static @Nullable ErrorKind of(TurnError error) {
    ErrorKind kind = error.type() == null ? null : BY_TYPE.get(error.type());
    Integer status = error.httpStatus();
    // A bad key arrives as a failed connection.
    boolean login = status != null && (status == 401 || status == 403);
    return kind == HTTP && login ? UNAUTHORIZED : kind;
  }

  /** One sentence. */
  String text() {
    return text;
  }

  String action() {
    return action;
  }

  /** Whether the same request may succeed later. */
  boolean retryable() {
    return this == BUSY || this == HTTP || this == BROKEN;
  }

  private static Map<String, ErrorKind> byType() {
    Map<String, ErrorKind> types = new HashMap<>();
    types.put("contextWindowExceeded", CONTEXT);
    types.put("usageLimitExceeded", USAGE);
    types.put("httpConnectionFailed", HTTP);
    types.put("sandboxError", SANDBOX);
    types.put("unauthorized", UNAUTHORIZED);
    types.put("badRequest", BAD_REQUEST);
    types.put("responseTooManyFailedAttempts", NO_RESPONSE);
    types.put("rateLimitExceeded", BUSY);
    types.put("serverOverloaded", BUSY);
    types.put("internalServerError", BUSY);
    types.put("flexUnavailable", BUSY);
    types.put("policyCapacityUnavailable", BUSY);
    types.put("responseStreamConnectionFailed", BROKEN);
    types.put("responseStreamDisconnected", BROKEN);
    types.put("modelNotFound", MODEL);
    types.put("sessionBudgetExceeded", LIMIT);
    types.put("tooManyDenials", LIMIT);
    types.put("cyberPolicy", POLICY);
    types.put("misalignmentPolicyViolation", POLICY);
    types.put("inferenceHookDenied", POLICY);
    return Map.copyOf(types);
  }
}
