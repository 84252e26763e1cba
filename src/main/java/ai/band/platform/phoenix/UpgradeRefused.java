package ai.band.platform.phoenix;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The server answered the WebSocket handshake with something other than 101. */
public final class UpgradeRefused extends PhoenixException {
  private final int status;
  private final transient Map<String, List<String>> headers;
  private final String body;

  /**
   * @param headers names in lower case
   * @param body at most 64 KiB of the answer's body; empty when there was none
   */
  public UpgradeRefused(int status, Map<String, List<String>> headers, String body) {
    super(
        "The server refused the WebSocket upgrade with HTTP " + status + ". " + remedy(status),
        null);
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  public int status() {
    return status;
  }

  /** All headers of the answer, names in lower case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The first value of a header, whatever the case of its name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** The answer's body, cut at 64 KiB. */
  public String body() {
    return body;
  }

  /** The {@code Retry-After} header, given in seconds or as a date; never negative. */
  public Optional<Duration> retryAfter() {
    return header("retry-after").map(String::strip).flatMap(UpgradeRefused::parseRetryAfter);
  }

  @Override
  public boolean retryable() {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  private static Optional<Duration> parseRetryAfter(String value) {
    try {
      if (!value.isEmpty() && Character.isDigit(value.charAt(0))) {
        return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000)));
      }
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(Instant.now(), at);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String remedy(int status) {
    return switch (status) {
      case 400 -> "Check the query parameters of the socket URL.";
      case 401, 403 -> "Check the key, and that it covers the identity that connects.";
      case 404 -> "Check the path of the socket URL; it ends in /websocket.";
      case 409 -> "Another connection of the same identity is live; stop it first.";
      case 429 -> "Wait for the time the server asks for, then connect again.";
      default -> status >= 500 ? "Try again later." : "Check the socket URL.";
    };
  }
}
