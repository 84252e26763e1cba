package ai.band.app;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.OptionType;
import ai.band.adapter.codex.config.OptionTypes;
import ai.band.adapter.codex.config.SecretNames;
import ai.band.adapter.codex.config.Transport;
import ai.band.api.BandConfigException;
import ai.band.tools.custom.CommandTool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the external commands that a section declares as tools under {@code tools}. */
final class ToolsReader {
  private static final Set<String> KEYS =
      new TreeSet<>(List.of("description", "command", "args", "schema", "timeout", "env"));

  private final Path file;
  private final List<String> problems;
  private final List<String> secrets = new ArrayList<>();

  /**
   * Reads for one agent.
   *
   * @param file the configuration file; commands with a relative path are looked for beside it
   * @param problems takes what is wrong
   */
  ToolsReader(Path file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads one part of a section into what was read before; the same name replaces. */
  void read(Map<?, ?> tools, String place, Map<String, CommandTool.Builder> into) {
    tools.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          if (value instanceof Map<?, ?> declared) {
            into.put(name, tool(name, declared, place + name + "."));
          } else {
            problems.add(
                place + name + ": this is not a map. Put description and command below it.");
          }
        });
  }

  private CommandTool.Builder tool(String name, Map<?, ?> declared, String place) {
    CommandTool.Builder tool = CommandTool.named(name);
    for (Object key : declared.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        problems.add(OptionLayers.unknown(place, String.valueOf(key), KEYS));
      }
    }
    take(declared, "description", OptionTypes.word(), place, tool::describedAs);
    take(declared, "command", OptionTypes.word(), place, word -> tool.command(beside(word)));
    take(declared, "args", OptionTypes.commandLine(), place, tool::arguments);
    take(declared, "schema", OptionTypes.map(), place, tool::schema);
    take(declared, "timeout", OptionTypes.seconds(), place, tool::within);
    take(
        declared,
        "env",
        OptionTypes.variables(),
        place,
        variables -> {
          tool.environment(variables);
          secrets.addAll(SecretNames.valuesIn(variables));
        });
    return tool;
  }

  /**
   * The tools, ready to run where Codex works, when that is on this machine.
   *
   * @param warnings takes what is allowed but hardly meant
   */
  List<CommandTool> finish(
      Map<String, CommandTool.Builder> tools,
      @Nullable CodexAdapterConfig config,
      List<String> warnings) {
    String cwd = config == null || config.transport() != Transport.STDIO ? null : config.cwd();
    List<CommandTool> finished = new ArrayList<>();
    for (CommandTool.Builder each : tools.values()) {
      try {
        CommandTool tool = (cwd == null ? each : each.directory(Path.of(cwd))).build();
        finished.add(tool);
        if (!tool.uncheckedKeywords().isEmpty()) {
          warnings.add(
              "tools."
                  + tool.name()
                  + ".schema: the model is told of "
                  + String.join(", ", tool.uncheckedKeywords())
                  + ", but arguments are not held to it. Check them in the command.");
        }
      } catch (BandConfigException e) {
        problems.addAll(e.problems());
      }
    }
    return finished;
  }

  /** Values of variables that must never be shown. */
  List<String> secrets() {
    return secrets;
  }

  private <T> void take(
      Map<?, ?> declared, String key, OptionType<T> type, String place, Consumer<T> setter) {
    Object value = declared.get(key);
    if (value == null) {
      return;
    }
    try {
      setter.accept(type.convert(value));
    } catch (IllegalArgumentException e) {
      problems.add(OptionLayers.refused(place + key, "this value", e.getMessage()));
    }
  }

  private String beside(String command) {
    return command.contains("/") ? file.resolveSibling(command).toString() : command;
  }
}
