package ai.band.local.world;

import java.util.List;
import java.util.Map;

/**
 * Band says no: the HTTP status, code and words it answers with.
 *
 * <p>Has no stack trace: a refusal is an answer, not a failure of the server.
 */
public final class Refusal extends RuntimeException {
  private final int status;
  private final String code;
  private final Map<String, List<String>> details;

  public Refusal(int status, String code, String message, Map<String, List<String>> details) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.details = Map.copyOf(details);
  }

  public static Refusal malformed(String message) {
    return new Refusal(400, "bad_request", message, Map.of());
  }

  public static Refusal unauthorized(String message) {
    return new Refusal(401, "unauthorized", message, Map.of());
  }

  public static Refusal forbidden(String message) {
    return new Refusal(403, "forbidden", message, Map.of());
  }

  public static Refusal forbidden(String code, String message) {
    return new Refusal(403, code, message, Map.of());
  }

  public static Refusal notFound(String what) {
    return new Refusal(404, "not_found", what + " not found", Map.of());
  }

  public static Refusal conflict(String code, String message) {
    return new Refusal(409, code, message, Map.of());
  }

  /** A 422 that names the offending part of the request by JSON pointer. */
  public static Refusal invalid(String pointer, String problem) {
    return invalid("validation_error", pointer, problem);
  }

  /** A 422 with a code of its own. */
  public static Refusal invalid(String code, String pointer, String problem) {
    return new Refusal(422, code, pointer + " " + problem, Map.of(pointer, List.of(problem)));
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** JSON pointer to problems; empty except for validation. */
  public Map<String, List<String>> details() {
    return details;
  }

  /** What happened, in words. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
