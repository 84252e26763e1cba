package ai.band.app;

import java.nio.file.Path;
import java.util.List;

/**
 * An installed Codex CLI of the version this program was made for.
 *
 * @param launcher the {@code codex} command of the package; needs Node.js
 * @param binary the native program behind it; starts faster and without a process in between
 * @param version for example {@code 0.169.0}
 */
public record PinnedCodex(Path launcher, Path binary, String version) {
  /**
   * The words that start the app-server.
   *
   * @return program and arguments
   */
  public List<String> appServerCommand() {
    return List.of(binary.toString(), "app-server", "--listen", "stdio://");
  }
}
