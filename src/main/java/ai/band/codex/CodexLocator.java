package ai.band.codex;

import ai.band.codex.CodexException.CodexNotFound;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the command that starts an app-server. In this order: the command given, the variable
 * {@code CODEX_COMMAND} (a whole command line), {@code CODEX_PATH} (the program), and {@code codex}
 * or {@code codex-cli} in the directories of {@code PATH}.
 */
public final class CodexLocator {
  private static final List<String> ARGUMENTS = List.of("app-server", "--listen", "stdio://");
  private static final List<String> NAMES = List.of("codex", "codex-cli");

  private final Map<String, String> environment;

  /**
   * @param environment the variables to look at, usually those that the process will get
   */
  public CodexLocator(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The whole command.
   *
   * @param command what the user asked for, if anything
   * @param directory where the command will run; a relative program path counts from there
   * @throws CodexNotFound when there is none, or it is no program
   */
  public List<String> locate(@Nullable List<String> command, @Nullable Path directory) {
    if (command != null) {
      return checked(command, "The command", directory);
    }
    String line = environment.getOrDefault("CODEX_COMMAND", "");
    if (!line.isBlank()) {
      return checked(split(line), "CODEX_COMMAND", directory);
    }
    String path = environment.getOrDefault("CODEX_PATH", "");
    if (!path.isBlank()) {
      return checked(withArguments(path.strip()), "CODEX_PATH", directory);
    }
    List<String> searched = new ArrayList<>();
    for (String name : NAMES) {
      String found = onPath(name, searched);
      if (found != null) {
        return withArguments(found);
      }
    }
    throw new CodexNotFound("No Codex CLI (codex or codex-cli) was found on PATH.", searched);
  }

  /**
   * Splits a command line at blanks. Single and double quotes keep blanks; inside double quotes and
   * outside of quotes a backslash takes the next quote, blank or backslash as it is.
   *
   * @throws IllegalArgumentException when a quote is not closed
   */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length() && isEscapable(line.charAt(i + 1))) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
        inWord = true;
      } else if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException(
          "CODEX_COMMAND has an open quote (" + quote + "). Close it: " + line);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static boolean isEscapable(char c) {
    return c == '\\' || c == '"' || c == '\'' || c == ' ';
  }

  private List<String> checked(List<String> command, String source, @Nullable Path directory) {
    String program = command.get(0);
    List<String> searched = new ArrayList<>();
    boolean isPath = program.indexOf('/') >= 0 || program.indexOf(File.separatorChar) >= 0;
    boolean found =
        isPath ? isProgram(program, directory, searched) : onPath(program, searched) != null;
    if (!found) {
      throw new CodexNotFound(source + " names " + program + ", which is no program.", searched);
    }
    return List.copyOf(command);
  }

  private static boolean isProgram(
      String program, @Nullable Path directory, List<String> searched) {
    try {
      Path path = directory == null ? Path.of(program) : directory.resolve(program);
      searched.add(path.toString());
      return Files.isRegularFile(path) && Files.isExecutable(path);
    } catch (InvalidPathException e) {
      searched.add(program);
      return false;
    }
  }

  private @Nullable String onPath(String name, List<String> searched) {
    for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (entry.isBlank()) {
        continue;
      }
      for (String suffix : suffixes()) {
        String candidate = entry + File.separator + name + suffix;
        if (isProgram(candidate, null, searched)) {
          return candidate;
        }
      }
    }
    return null;
  }

  private static List<String> suffixes() {
    return File.separatorChar == '\\' ? List.of(".exe", ".cmd", ".bat") : List.of("");
  }

  private static List<String> withArguments(String program) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(ARGUMENTS);
    return List.copyOf(command);
  }
}
