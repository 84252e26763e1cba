package ai.band.app.container;

import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prepares what {@link ContainerSettings} ask for. Safe to repeat; for one thread at a time. */
public final class ContainerPreparation {
  /** Variables that Codex needs although it is this program that reads them from a file. */
  private static final List<String> KEYS = List.of("OPENAI_API_KEY", "CODEX_API_KEY");

  private final ContainerSettings settings;
  private final Consumer<String> warnings;

  /**
   * A preparation.
   *
   * @param warnings takes lines about what is allowed but hardly meant
   */
  public ContainerPreparation(ContainerSettings settings, Consumer<String> warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /**
   * Looks for the folders that must be there.
   *
   * @throws MissingMountException when one is missing
   */
  public void checkFolders() {
    for (Path folder : settings.requiredFolders()) {
      if (!Files.isDirectory(folder)) {
        throw new MissingMountException(
            folder
                + " is not there. Mount your working tree at it (volumes: - .:"
                + folder
                + "), or name other folders in BAND_REQUIRED_MOUNTS.");
      }
      if (!Files.isWritable(folder)) {
        warnings.accept(
            folder
                + " cannot be written by this user: Codex will not be able to change anything in"
                + " it. Give the folder to the user of the container, or mount it without :ro.");
      }
    }
  }

  /**
   * Prepares one agent.
   *
   * @param agentKey the name of its section
   * @param workingTree where its Codex works, if that is known
   * @param given variables that the configuration sets for its Codex; they win
   * @return the variables that its Codex and its git need besides those of this process
   * @throws BandConfigException when a folder or file cannot be written
   */
  public Map<String, String> prepare(
      String agentKey, @Nullable String workingTree, Map<String, String> given) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String key : KEYS) {
      String value = settings.variable(key);
      if (value != null && settings.variable(key + "_FILE") != null) {
        variables.put(key, value);
      }
    }
    try {
      Path gitConfiguration = new GitConfiguration(settings, warnings).trust(trees(workingTree));
      if (gitConfiguration != null) {
        variables.put("GIT_CONFIG_GLOBAL", gitConfiguration.toString());
      }
      if (!given.containsKey("CODEX_HOME")) {
        Path home = new CodexHome(settings, warnings).prepare(agentKey);
        if (home != null) {
          variables.put("CODEX_HOME", home.toString());
        }
      }
    } catch (IOException e) {
      throw new BandConfigException(
          "The agent "
              + agentKey
              + " cannot be prepared: "
              + e
              + ". Make the state folder writable for the user of this process (a named volume at"
              + " /workspace/state), or set CODEX_RUNTIME_HOME to a folder that is.");
    }
    variables.putAll(given);
    return variables;
  }

  private Set<String> trees(@Nullable String workingTree) {
    Set<String> trees = new LinkedHashSet<>();
    if (settings.runtimeHome() != null) {
      settings.requiredFolders().forEach(folder -> trees.add(folder.toString()));
      if (workingTree != null) {
        trees.add(workingTree);
      }
    }
    trees.addAll(settings.safeDirectories());
    return trees;
  }
}
