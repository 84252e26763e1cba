package ai.band.platform;

import ai.band.platform.BandConnectionException.Kind;
import ai.band.platform.phoenix.JoinRefused;
import ai.band.platform.phoenix.PhoenixException;
import ai.band.platform.phoenix.Termination;
import ai.band.platform.phoenix.UpgradeRefused;
import ai.band.platform.rest.TrustedAuthorities;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says in Band's words why the socket does not open or does not come back. */
final class LinkFailures {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Set<String> NOT_ALLOWED = Set.of("unauthorized", "forbidden");
  private static final String NO_SUCH_TOPIC = "unmatched topic";
  private static final String TOO_MANY_CHANNELS = "too many channels";

  private final String secret;

  /**
   * @param secret masked should the platform repeat it
   */
  LinkFailures(String secret) {
    this.secret = secret;
  }

  BandConnectionException of(PhoenixException failure) {
    return switch (failure) {
      case UpgradeRefused refusal -> refused(refusal);
      case JoinRefused refusal -> refusedTopic(refusal.topic(), refusal.reason());
      default ->
          new BandConnectionException(Kind.UNREACHABLE, String.valueOf(reason(failure)), failure);
    };
  }

  private static @Nullable String reason(PhoenixException failure) {
    return TrustedAuthorities.lacking(failure)
        ? "The certificate of Band's socket is not trusted. If it is of an authority of your own,"
            + " name that authority's certificate with ca_file (BAND_CA_FILE); if not, find out"
            + " what answers in Band's place. "
            + failure.getMessage()
        : failure.getMessage();
  }

  /** Whether asking for a topic again would lead to the same refusal. */
  static boolean isFinal(String reason) {
    return notAllowed(reason) || plain(reason).equals(NO_SUCH_TOPIC);
  }

  /** Whether there is no place left on the socket. */
  static boolean isFull(String reason) {
    return plain(reason).contains(TOO_MANY_CHANNELS);
  }

  private static boolean notAllowed(String reason) {
    return NOT_ALLOWED.contains(plain(reason));
  }

  private static String plain(String reason) {
    return reason.strip().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  BandConnectionException refusedTopic(String topic, String reason) {
    return new BandConnectionException(
        notAllowed(reason) ? Kind.REFUSED_CREDENTIALS : Kind.PROTOCOL,
        "Band refused the topic "
            + topic
            + ": "
            + reason
            + (notAllowed(reason)
                ? ". Check that the agent id belongs to the API key."
                : ". Check the socket address, and that the platform works."),
        null);
  }

  BandConnectionException of(Termination termination) {
    return switch (termination) {
      case Termination.RefusedByServer refused -> refused(refused.refusal());
      case Termination.ForbiddenByServer ignored ->
          new BandConnectionException(
              Kind.POLICY,
              termination.describe() + ". Find out why with the platform before starting again.",
              null);
      case Termination.GaveUp ignored ->
          new BandConnectionException(
              Kind.UNREACHABLE,
              termination.describe()
                  + ". Check that no other process connects as the same agent, and the network.",
              null);
      case Termination.Requested ignored ->
          new BandConnectionException(Kind.UNREACHABLE, termination.describe(), null);
    };
  }

  /** What the body says wins over the header. */
  static Optional<Duration> retryAfter(UpgradeRefused refusal) {
    var seconds = error(refusal).path("retry_after");
    return seconds.isNumber() && seconds.asDouble() >= 0
        ? Optional.of(Duration.ofMillis(Math.round(seconds.asDouble() * 1000)))
        : refusal.retryAfter();
  }

  private BandConnectionException refused(UpgradeRefused refusal) {
    var error = error(refusal);
    var text = new StringBuilder("Band refused the connection with HTTP ").append(refusal.status());
    append(text, " (", error.path("code"), ")");
    append(text, ": ", error.path("message"), "");
    append(text, " [request ", error.path("request_id"), "]");
    return new BandConnectionException(
        kind(refusal.status()),
        text.append(". ").append(remedy(refusal.status())).toString(),
        refusal);
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401, 403 -> Kind.REFUSED_CREDENTIALS;
      case 409 -> Kind.CONFLICT;
      case 408, 425, 429 -> Kind.UNREACHABLE;
      default -> status >= 500 ? Kind.UNREACHABLE : Kind.PROTOCOL;
    };
  }

  private static String remedy(int status) {
    return switch (status) {
      case 400 -> "Check the option on_conflict; it may be supersede or reject.";
      case 401, 403 -> "Check the API key, and that it belongs to this agent id.";
      case 404 -> "Check the socket address; it ends in /socket/websocket.";
      case 409 ->
          "Another process is connected as this agent. Stop it first, or let this one take over"
              + " with on_conflict supersede.";
      case 429 -> "Wait for the period the platform names, then start again.";
      default -> status >= 500 ? "Try again later." : "Check the socket address.";
    };
  }

  private void append(StringBuilder text, String before, JsonNode node, String after) {
    if (node.isString() && !node.stringValue().isBlank()) {
      text.append(before).append(node.stringValue().replace(secret, "***")).append(after);
    }
  }

  private static JsonNode error(UpgradeRefused refusal) {
    try {
      return MAPPER.readTree(refusal.body()).path("error");
    } catch (JacksonException noJson) {
      return MAPPER.missingNode();
    }
  }
}
