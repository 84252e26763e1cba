package ai.band.app;

import ai.band.adapter.codex.config.SecretNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds secrets that stand in a configuration file which others on this host can read. */
final class OpenSecrets {
  private OpenSecrets() {}

  /**
   * Looks at a file.
   *
   * @param shown its name as the user wrote it
   * @param content what was read from it
   * @return lines to log
   */
  static List<String> warnings(Path file, String shown, Map<String, Object> content) {
    String key = secretIn(content);
    if (key == null || !othersRead(file)) {
      return List.of();
    }
    return List.of(
        shown
            + ": everybody on this host can read the file, and "
            + key
            + " stands in it. Run chmod 600 on it, or take the value from a variable (${NAME}) or"
            + " from a file (api_key_file).");
  }

  private static boolean othersRead(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The first key that holds a secret itself, not only its name. */
  private static @Nullable String secretIn(Map<?, ?> map) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      if (entry.getValue() instanceof Map<?, ?> inner) {
        String found = secretIn(inner);
        if (found != null) {
          return key + "." + found;
        }
      } else if (entry.getValue() instanceof String text
          && SecretNames.looksSecret(key)
          && !text.isBlank()
          && !text.contains("${")
          && !text.equals("proxy-managed")) {
        return key;
      }
    }
    return null;
  }
}
