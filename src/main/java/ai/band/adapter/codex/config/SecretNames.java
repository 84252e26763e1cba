package ai.band.adapter.codex.config;

import java.util.List;
import java.util.Locale;

/** Tells from the name of a variable whether its value should be kept out of sight. */
public final class SecretNames {
  private static final List<String> MARKS =
      List.of("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "AUTH");

  /** Stands for a value that is not shown. */
  public static final String MASK = "***";

  private SecretNames() {}

  /** Whether a value of this name is to be hidden. */
  public static boolean looksSecret(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (String mark : MARKS) {
      if (upper.contains(mark)) {
        return true;
      }
    }
    return false;
  }
}
