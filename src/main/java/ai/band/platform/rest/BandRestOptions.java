package ai.band.platform.rest;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the Agent API is and how to call it.
 *
 * @param baseUri host of the platform, {@code https://app.band.ai} unless hosted elsewhere; may end
 *     in a slash
 * @param apiKey the agent's key, sent with every call as it is; never part of a text
 * @param connectTimeout default 10 s
 * @param requestTimeout for one try, from connecting to the last byte; default 30 s
 * @param userAgent what the client calls itself
 * @param authorities trusted besides Java's own; null for none. The socket trusts them too
 */
public record BandRestOptions(
    URI baseUri,
    String apiKey,
    Duration connectTimeout,
    Duration requestTimeout,
    RetrySettings retry,
    String userAgent,
    @Nullable TrustedAuthorities authorities) {
  /** The hosted platform. */
  public static final URI HOSTED = URI.create("https://app.band.ai");

  public BandRestOptions {
    var scheme = baseUri.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || baseUri.getHost() == null
        || baseUri.getRawQuery() != null
        || baseUri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "The Band REST address is not usable. Give scheme and host only, like " + HOSTED + ".");
    }
    if (apiKey.isBlank() || !apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "The Band API key is empty or holds a character that no header can carry. "
              + "Copy the key again, without spaces or line ends.");
    }
    if (!positive(connectTimeout) || !positive(requestTimeout)) {
      throw new IllegalArgumentException("The timeouts of Band calls must be longer than zero.");
    }
  }

  public static BandRestOptions of(URI baseUri, String apiKey) {
    return new BandRestOptions(
        baseUri,
        apiKey,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        RetrySettings.DEFAULT,
        "band-codex",
        null);
  }

  public BandRestOptions withTimeouts(Duration connect, Duration request) {
    return new BandRestOptions(baseUri, apiKey, connect, request, retry, userAgent, authorities);
  }

  public BandRestOptions withRetry(RetrySettings newRetry) {
    return new BandRestOptions(
        baseUri, apiKey, connectTimeout, requestTimeout, newRetry, userAgent, authorities);
  }

  public BandRestOptions withUserAgent(String newUserAgent) {
    return new BandRestOptions(
        baseUri, apiKey, connectTimeout, requestTimeout, retry, newUserAgent, authorities);
  }

  public BandRestOptions withAuthorities(@Nullable TrustedAuthorities value) {
    return new BandRestOptions(
        baseUri, apiKey, connectTimeout, requestTimeout, retry, userAgent, value);
  }

  @Override
  public String toString() {
    return "BandRestOptions[baseUri=" + baseUri + ", apiKey=***, retry=" + retry + "]";
  }

  private static boolean positive(Duration duration) {
    return duration.compareTo(Duration.ZERO) > 0;
  }
}
