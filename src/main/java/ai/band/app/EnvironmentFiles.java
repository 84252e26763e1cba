package ai.band.app;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.SecretNames;
import ai.band.api.BandConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Variables whose value is in a file: {@code NAME_FILE} stands for {@code NAME}, for every variable
 * of an option and for every one whose name looks like a secret's. That is how secrets are mounted
 * into containers.
 */
final class EnvironmentFiles {
  private static final String SUFFIX = "_FILE";
  private static final long MOST_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final Path directory;
  private final List<String> problems = new ArrayList<>();

  private EnvironmentFiles(Map<String, String> environment, Path directory) {
    this.environment = environment;
    this.directory = directory;
  }

  /**
   * The variables with the values of such files added.
   *
   * @param directory where relative names begin
   * @throws BandConfigException when a file cannot be read, or a variable is given in both ways
   */
  static Map<String, String> fill(Map<String, String> environment, Path directory) {
    return new EnvironmentFiles(environment, directory).fill();
  }

  private Map<String, String> fill() {
    Map<String, String> filled = new LinkedHashMap<>(environment);
    var known = new TreeSet<String>();
    options().forEach(option -> known.addAll(option.environment()));
    environment.forEach(
        (variable, file) -> {
          String upper = variable.toUpperCase(Locale.ROOT);
          if (!upper.endsWith(SUFFIX) || known.contains(upper) || file.isBlank()) {
            return;
          }
          String name = variable.substring(0, variable.length() - SUFFIX.length());
          boolean ours =
              known.contains(name.toUpperCase(Locale.ROOT)) || name.equals("OPENAI_API_KEY");
          if (ours || SecretNames.looksSecret(name)) {
            take(name, file.strip(), ours, filled);
          }
        });
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
    return filled;
  }

  private void take(String name, String file, boolean ours, Map<String, String> filled) {
    String standing = environment.get(name);
    if (standing != null && !standing.isBlank()) {
      if (ours) {
        problems.add(name + SUFFIX + ": " + name + " is set too. Remove one of the two.");
      }
      return;
    }
    String value = read(file);
    if (value != null) {
      filled.put(name, value);
    } else if (ours) {
      problems.add(
          name
              + SUFFIX
              + ": \""
              + file
              + "\" cannot be read. Check the name, the mount and the rights of the file.");
    }
  }

  private @Nullable String read(String file) {
    try {
      Path path = directory.resolve(file);
      return Files.isRegularFile(path) && Files.size(path) <= MOST_BYTES
          ? Files.readString(path).strip()
          : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  private static List<Option<?>> options() {
    List<Option<?>> options = new ArrayList<>(CodexOptions.all());
    options.addAll(SectionOptions.GENERAL);
    options.addAll(RunOptions.all());
    options.addAll(RepositoryOptions.all());
    options.addAll(ContainerOptions.all());
    options.addAll(LogOptions.all());
    return options;
  }
}
