package ai.band.adapter.codex.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells from the name of a variable whether its value should be kept out of sight. */
public final class SecretNames {
  /** Stands for a value that is not shown. */
  public static final String MASK = "***";

  private static final List<String> ENDINGS =
      List.of("KEY", "TOKEN", "CREDENTIAL", "CREDENTIALS", "AUTHORIZATION", "PASSPHRASE", "PASSWD");
  private static final List<String> PARTS = List.of("SECRET", "PASSWORD", "API_KEY", "APIKEY");

  /** What tells where a secret is, or how it is used, is none. */
  private static final List<String> HARMLESS_ENDINGS =
      List.of("AGENT_KEY", "_FILE", "_PATH", "_DIR", "_URL", "_MODE");

  private SecretNames() {}

  /** Whether a value of this name is to be hidden. */
  public static boolean looksSecret(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (HARMLESS_ENDINGS.stream().anyMatch(upper::endsWith)) {
      return false;
    }
    return ENDINGS.stream().anyMatch(upper::endsWith) || PARTS.stream().anyMatch(upper::contains);
  }

  /** The values of a map of variables that are to be hidden. */
  public static List<String> valuesIn(Map<String, String> variables) {
    return variables.entrySet().stream()
        .filter(variable -> looksSecret(variable.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
