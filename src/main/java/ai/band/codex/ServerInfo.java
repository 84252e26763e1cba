package ai.band.codex;

import ai.band.codex.protocol.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the server said about itself.
 *
 * @param userAgent as sent
 * @param version for example {@code 0.169.0}; null when the user agent holds none
 * @param codexHome the server's home directory
 */
public record ServerInfo(
    String userAgent, @Nullable String version, @Nullable String codexHome, JsonNode raw) {
  /** The oldest version that this client is meant for. */
  public static final String OLDEST_SUPPORTED = "0.160.0";

  /** The version that this client is tested with. */
  public static final String TESTED = "0.169.0";

  private static final Pattern VERSION = Pattern.compile("/(\\d+)\\.(\\d+)\\.(\\d+)");

  static ServerInfo of(JsonNode result) {
    String userAgent = Json.textOrEmpty(result, "userAgent");
    Matcher found = VERSION.matcher(userAgent);
    return new ServerInfo(
        userAgent,
        found.find() ? found.group().substring(1) : null,
        Json.text(result, "codexHome"),
        result);
  }

  /** Whether it is known to be older than another version. */
  public boolean isOlderThan(String other) {
    int[] mine = numbers(version);
    int[] theirs = numbers(other);
    return version != null && java.util.Arrays.compare(mine, theirs) < 0;
  }

  /** Whether it is of the line that this client is tested with. */
  public boolean isOfTestedLine() {
    int[] mine = numbers(version);
    int[] tested = numbers(TESTED);
    return mine[0] == tested[0] && mine[1] == tested[1];
  }

  private static int[] numbers(@Nullable String version) {
    Matcher parts = VERSION.matcher("/" + version);
    if (!parts.find()) {
      return new int[] {0, 0, 0};
    }
    int[] numbers = new int[3];
    for (int i = 0; i < 3; i++) {
      String digits = parts.group(i + 1);
      numbers[i] = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
    return numbers;
  }
}
