package ai.band.app.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be prepared.
 *
 * @param requiredFolders must exist before anything starts
 * @param safeDirectories working trees that git accepts although another user owns them
 * @param runtimeHome below it every agent gets a home for its Codex; null: Codex uses its own
 * @param useSourceHome Codex uses the source home as it is
 * @param pinProvider with an API key, Codex talks to the model by plain requests
 * @param environment the variables of the program
 * @param home the user's home folder
 */
public record ContainerSettings(
    List<Path> requiredFolders,
    List<String> safeDirectories,
    @Nullable Path runtimeHome,
    boolean useSourceHome,
    boolean pinProvider,
    Map<String, String> environment,
    Path home) {

  /** Copies lists and map. */
  public ContainerSettings {
    requiredFolders = List.copyOf(requiredFolders);
    safeDirectories = List.copyOf(safeDirectories);
    environment = Map.copyOf(environment);
  }

  /** The Codex home that is there already: login, configuration. It is only read. */
  Path sourceHome() {
    String named = variable("CODEX_HOME");
    return named == null ? home.resolve(".codex") : Path.of(named).toAbsolutePath();
  }

  /** A variable; null when it is not set or blank. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
