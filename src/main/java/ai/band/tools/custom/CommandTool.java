package ai.band.tools.custom;

import ai.band.api.BandConfigException;
import ai.band.tools.ToolResult;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool that runs an external command for each call. The arguments come as one JSON object on the
 * command's standard input; what it writes to its standard output is the result. Another exit code
 * than 0 is an error for the model, with the end of what was written to standard error.
 *
 * <p>Of our own environment the command sees only what programs need to run (search path, home
 * folder, language, time zone, temporary folder), and what {@link Builder#environment} gives it. It
 * is not in Codex's sandbox: it has the rights of this program. When its time is over, or the turn,
 * it is killed. Whatever it has started ends with it; on systems other than Linux children that it
 * has let go are not found.
 *
 * <p>The first 64 KiB of the output are kept. Immutable; safe from any thread.
 */
public final class CommandTool implements CustomTool {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> SEEN =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "LANGUAGE",
          "TZ",
          "TMPDIR",
          "TMP",
          "TEMP",
          "SYSTEMROOT",
          "PATHEXT",
          "COMSPEC",
          "USERPROFILE");

  private final String name;
  private final String description;
  private final List<String> words;
  private final DeclaredSchema schema;
  private final Map<String, String> environment;
  private final Path directory;
  private final Duration timeLimit;

  private CommandTool(Builder builder) {
    this.name = ToolNaming.checked(builder.name);
    this.description = builder.description;
    this.schema = DeclaredSchema.of(builder.schema, "tool '" + name + "': schema");
    this.environment = Map.copyOf(builder.environment);
    this.directory = builder.directory;
    this.timeLimit = builder.timeLimit;
    List<String> all = new ArrayList<>();
    all.add(found(builder.command));
    all.addAll(builder.arguments);
    this.words = List.copyOf(all);
  }

  /**
   * Describes a command.
   *
   * @param name the name by which the model calls it
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public ObjectNode inputSchema() {
    return schema.json();
  }

  @Override
  public Duration timeLimit() {
    return timeLimit;
  }

  /** The program that it runs, as a path. */
  public String program() {
    return words.getFirst();
  }

  /** Keywords of the schema that are told to the model, but not checked. */
  public Set<String> uncheckedKeywords() {
    return schema.unchecked();
  }

  @Override
  public ToolResult run(JsonNode arguments) throws InterruptedException {
    Problems problems = new Problems();
    JsonNode read = schema.read(arguments, problems);
    if (problems.any()) {
      return ToolResult.failed(problems.text(name));
    }
    Map<String, String> seen = new LinkedHashMap<>();
    System.getenv()
        .forEach(
            (key, value) -> {
              if (SEEN.contains(key) || key.startsWith("LC_")) {
                seen.put(key, value);
              }
            });
    seen.putAll(environment);
    return CommandRun.run(name, words, seen, directory, JSON.writeValueAsString(read));
  }

  /** Whether the model sees the same tool and the same command runs in the same way. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CommandTool tool
        && name.equals(tool.name)
        && description.equals(tool.description)
        && words.equals(tool.words)
        && schema.json().equals(tool.schema.json())
        && environment.equals(tool.environment)
        && directory.equals(tool.directory)
        && timeLimit.equals(tool.timeLimit);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, words, environment);
  }

  /** Names the command only: its variables may hold secrets. */
  @Override
  public String toString() {
    return "CommandTool[" + name + ", " + words.getFirst() + "]";
  }

  /** A missing program should stop the start and not fail every call. */
  private String found(String command) {
    if (command.contains("/") || command.contains(File.separator)) {
      Path path = Path.of(command).toAbsolutePath();
      if (isProgram(path)) {
        return path.toString();
      }
      throw missing(command, "there is no such program, or it cannot be executed");
    }
    String search = environment.getOrDefault("PATH", System.getenv().getOrDefault("PATH", ""));
    for (String folder : search.split(File.pathSeparator, -1)) {
      Path path = Path.of(folder, command).toAbsolutePath();
      if (isProgram(path)) {
        return path.toString();
      }
    }
    throw missing(command, "there is no such program on PATH");
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private BandConfigException missing(String command, String why) {
    return new BandConfigException(
        "tool '" + name + "': command: \"" + command + "\": " + why + ". Correct or install it.");
  }

  /** Collects what makes a {@link CommandTool}. Not safe from several threads. */
  public static final class Builder {
    private final String name;
    private String description = "";
    private String command = "";
    private List<String> arguments = List.of();
    private ObjectNode schema = JSON.createObjectNode();
    private Map<String, String> environment = Map.of();
    private Path directory = Path.of("").toAbsolutePath();
    private Duration timeLimit = DEFAULT_TIME_LIMIT;

    private Builder(String name) {
      this.name = name;
    }

    /** What it does, for the model; needed. */
    public Builder describedAs(String text) {
      description = text.strip();
      return this;
    }

    /** The program: a path, or a name to be found on {@code PATH}; needed. */
    public Builder command(String program) {
      command = program;
      return this;
    }

    /** What stands behind the program on its command line; the model has no part in it. */
    public Builder arguments(List<String> words) {
      arguments = List.copyOf(words);
      return this;
    }

    /** JSON Schema of the arguments, an object; default: no arguments. */
    public Builder schema(Map<String, ?> tree) {
      schema = JSON.valueToTree(tree);
      return this;
    }

    /** Variables for the command, secrets it needs included. */
    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    /** Its working directory; default that of this program. */
    public Builder directory(Path folder) {
      directory = folder;
      return this;
    }

    /** How long a call may take; default {@link CustomTool#DEFAULT_TIME_LIMIT}. */
    public Builder within(Duration limit) {
      timeLimit = limit;
      return this;
    }

    /**
     * Makes the tool.
     *
     * @throws BandConfigException when something needed is missing or cannot be
     */
    public CommandTool build() {
      need(!description.isEmpty(), "description: say what it does, for the model.");
      need(!command.isBlank(), "command: name the program that it runs.");
      need(timeLimit.isPositive(), "timeout: use more than zero.");
      return new CommandTool(this);
    }

    private void need(boolean there, String remedy) {
      if (!there) {
        throw new BandConfigException("tool '" + name + "': " + remedy);
      }
    }
  }
}
