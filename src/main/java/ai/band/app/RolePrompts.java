package ai.band.app;

import ai.band.adapter.codex.config.Suggestion;
import ai.band.api.BandConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the prompt of a role: a file beside the configuration, else one of the built-in ones. */
final class RolePrompts {
  private static final List<String> BUILT_IN = List.of("planner", "reviewer", "coding");

  private final Path folder;

  /**
   * @param configFile the configuration file; prompts lie in {@code prompts} beside it
   */
  RolePrompts(Path configFile) {
    this.folder = configFile.resolveSibling("prompts");
  }

  /**
   * The prompt of a role.
   *
   * @param source where the role was set, for errors
   * @param warnings told when there is no such role
   * @return null when there is no such role
   * @throws BandConfigException when the name cannot be a file's, or the file cannot be read
   */
  @Nullable String find(String role, String source, List<String> warnings) {
    if (!isName(role)) {
      throw new BandConfigException(
          source, '"' + role + '"', "A role is one word of letters, digits, - and _.");
    }
    Path file = folder.resolve(role + ".md");
    try {
      if (Files.isRegularFile(file)) {
        return Files.readString(file).strip();
      }
      if (BUILT_IN.contains(role)) {
        return builtIn(role);
      }
    } catch (IOException e) {
      throw new BandConfigException(
          source + ": the prompt " + file + " cannot be read (" + e.getMessage() + ").");
    }
    warnings.add(
        source
            + ": there is no prompt for the role \""
            + role
            + "\" (looked for "
            + file
            + "); built in are "
            + String.join(", ", BUILT_IN)
            + "."
            + Suggestion.hint(role, BUILT_IN));
    return null;
  }

  private static String builtIn(String role) throws IOException {
    try (InputStream prompt = RolePrompts.class.getResourceAsStream("roles/" + role + ".md")) {
      if (prompt == null) {
        throw new IOException("the program is incomplete");
      }
      return new String(prompt.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private static boolean isName(String role) {
    return role.chars().allMatch(c -> c == '-' || c == '_' || Character.isLetterOrDigit(c));
  }
}
