package ai.band.platform.rest;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns what went wrong into the exception that callers see. */
final class RestFailures {
  private RestFailures() {}

  /** An answer that is not a success. {@code secret} is masked if the platform repeats it. */
  static BandRestException answered(
      RestCall call,
      int status,
      byte[] body,
      @Nullable Duration retryAfter,
      String headerId,
      String secret) {
    var error = ErrorBody.parse(body, secret);
    var requestId = error.requestId().isEmpty() ? headerId : error.requestId();
    var text = new StringBuilder(call.label()).append(" failed with status ").append(status);
    if (!error.code().isEmpty()) {
      text.append(" (").append(error.code()).append(')');
    }
    if (!error.message().isEmpty()) {
      text.append(": ").append(error.message());
    }
    if (!error.details().isEmpty()) {
      text.append(' ').append(error.details());
    }
    if (!requestId.isEmpty()) {
      text.append(" [request ").append(requestId).append(']');
    }
    text.append(". ").append(remedy(status, error.code()));
    boolean gateway = status == 502 || status == 504;
    var facts =
        new BandRestException.Facts(
            text.toString(),
            status,
            error.code(),
            error.message(),
            requestId,
            error.details(),
            retryAfter,
            gateway && call.repeat() == RestCall.Repeat.IF_UNSEEN,
            null);
    return switch (status) {
      case 400, 422 -> new BandRestException.Invalid(facts);
      case 401 -> new BandRestException.Unauthorized(facts);
      case 403 -> new BandRestException.Forbidden(facts);
      case 404 -> new BandRestException.NotFound(facts);
      case 409 -> new BandRestException.Conflict(facts);
      case 429 -> new BandRestException.RateLimited(facts);
      default ->
          status >= 500
              ? new BandRestException.ServerFailed(facts)
              : new BandRestException.Refused(facts);
    };
  }

  static BandRestException unreadable(RestCall call, int status, @Nullable Throwable cause) {
    return new BandRestException.Unreadable(
        facts(
            call.label()
                + " was answered with status "
                + status
                + " and a body that is not the expected JSON. Check that the Band REST address"
                + " leads to Band and that no proxy answers in its place.",
            status,
            call.repeat() == RestCall.Repeat.IF_UNSEEN,
            cause));
  }

  static BandRestException unreachable(RestCall call, Throwable cause) {
    if (TrustedAuthorities.lacking(cause)) {
      return untrusted(call, cause);
    }
    return new BandRestException.Unreachable(
        facts(
            call.label()
                + " got no answer from Band ("
                + reason(cause)
                + "). Check the Band REST address, the network and the proxy, then try again.",
            0,
            false,
            cause));
  }

  private static BandRestException untrusted(RestCall call, Throwable cause) {
    return new BandRestException.Unreachable(
        facts(
            call.label()
                + " was not sent: the certificate of Band is not trusted ("
                + reason(cause)
                + "). If it is of an authority of your own, name that authority's certificate with"
                + " ca_file (BAND_CA_FILE); if not, find out what answers in Band's place.",
            0,
            false,
            cause));
  }

  static BandRestException outcomeUnknown(RestCall call, Throwable cause) {
    return new BandRestException.OutcomeUnknown(
        facts(
            call.label()
                + " was sent, but the connection ended before the answer ("
                + reason(cause)
                + "). Band may have carried it out: look into the room before sending it again.",
            0,
            true,
            cause));
  }

  static BandRestException interrupted(RestCall call, boolean sent, @Nullable Throwable cause) {
    return new BandRestException.Interrupted(
        facts(
            call.label()
                + " was given up because its thread was interrupted. Call again if the"
                + " work is still wanted.",
            0,
            sent && call.repeat() != RestCall.Repeat.SAFE,
            cause));
  }

  private static BandRestException.Facts facts(
      String text, int status, boolean outcomeUnknown, @Nullable Throwable cause) {
    return new BandRestException.Facts(
        text, status, "", "", "", Map.of(), null, outcomeUnknown, cause);
  }

  private static String reason(Throwable cause) {
    var message = cause.getMessage();
    var kind = cause.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : kind + ": " + message;
  }

  private static String remedy(int status, String code) {
    return switch (status) {
      case 400, 422 -> "Correct the values named above.";
      case 401 -> "Check that the Band API key is the key of this agent and still valid.";
      case 403 ->
          code.equals("limit_reached")
              ? "The plan's limit is used up: free some or upgrade the plan."
              : "Check that the agent is not stopped in this room, has the role, and that the plan"
                  + " includes the feature.";
      case 404 -> "Check the id and, for a room, that the agent is a participant of it.";
      case 409 -> "Read the current state first; it does not allow this change.";
      case 429 -> "Wait for the period the platform names, then try again.";
      default -> status >= 500 ? "Try again later." : "Check the Band REST address.";
    };
  }

  /** What the platform said about a refusal, however it was wrapped. */
  private record ErrorBody(
      String code, String message, String requestId, Map<String, Object> details) {
    private static final ErrorBody NOTHING = new ErrorBody("", "", "", Map.of());
    private static final int LONGEST_TEXT = 500;

    static ErrorBody parse(byte[] body, String secret) {
      try {
        var root = Json.tree(body);
        var error = root.path("error");
        if (error.isObject()) {
          return new ErrorBody(
              text(error.path("code"), secret),
              text(error.path("message"), secret),
              text(error.path("request_id"), secret),
              details(error.path("details"), secret));
        }
        return new ErrorBody(
            text(error, secret),
            text(root.path("message"), secret),
            text(root.path("request_id"), secret),
            Map.of());
      } catch (JacksonException noJson) {
        return NOTHING;
      }
    }

    private static Map<String, Object> details(JsonNode details, String secret) {
      var map = new LinkedHashMap<String, Object>();
      for (var entry : details.properties()) {
        var value = entry.getValue();
        map.put(
            entry.getKey().replace(secret, "***"),
            value.isArray()
                ? value.valueStream().map(each -> text(each, secret)).toList()
                : text(value, secret));
      }
      return Map.copyOf(map);
    }

    private static String text(JsonNode node, String secret) {
      var text = node.isString() ? node.stringValue() : node.isMissingNode() ? "" : node.toString();
      var masked = text.replace(secret, "***");
      return Excerpt.of(masked, LONGEST_TEXT);
    }
  }
}
