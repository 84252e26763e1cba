package ai.band.app;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.BandConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which agents of which file a command is about, and with which options. */
final class AgentSelection {
  /** Exists in the container image; there the launcher's defaults hold. */
  private static final String CONTAINER_MARK = "/workspace/repo";

  /** Set to true by the image, which may have its working tree elsewhere. */
  static final String CONTAINER_VARIABLE = "BAND_CONTAINER";

  /** The key that the launcher in a container takes when none is given. */
  private static final String LAUNCHER_KEY = "agent";

  private static final String FILE_AND_AGENTS = "File and agents:";

  private final ParsedFlags parsed;
  private final Program program;
  private final SettledOptions options;
  private final AgentConfigFile file;
  private @Nullable Container container;

  private AgentSelection(
      ParsedFlags parsed, Program program, SettledOptions options, AgentConfigFile file) {
    this.parsed = parsed;
    this.program = program;
    this.options = options;
    this.file = file;
  }

  /** Adds the flags that choose agents, and those of every option of an agent. */
  static void addFlags(Flags flags) {
    OptionFlags.add(flags, FILE_AND_AGENTS, List.of(RunOptions.CONFIG));
    flags.add(
        FILE_AND_AGENTS,
        Flag.of(
            "--agent",
            Flag.Takes.A_VALUE,
            () -> new Flag.Help("KEY", OptionFlags.description(RunOptions.AGENT))));
    flags.add(FILE_AND_AGENTS, Flag.plain("--all", "All agents of the file in one program."));
    flags.add(
        FILE_AND_AGENTS,
        Flag.plain(
            "--launcher-defaults",
            "Uses the defaults of the container image, as happens by itself where "
                + CONTAINER_MARK
                + " exists."));
    OptionFlags.add(flags, "The agent:", SectionOptions.GENERAL);
    OptionFlags.add(flags, "Codex:", CodexOptions.all());
    OptionFlags.add(flags, "Start and stop:", SectionOptions.AGENT);
    OptionFlags.add(flags, "Rooms:", SectionOptions.SESSION);
    OptionFlags.add(flags, "Contacts:", SectionOptions.CONTACTS);
    OptionFlags.add(flags, "Container:", ContainerOptions.all());
    OptionFlags.add(flags, "Working tree:", RepositoryOptions.all());
    OptionFlags.add(flags, "Logging:", LogOptions.all());
  }

  /** Sets logging up from flags and environment, for the time before the file is read. */
  static void applyLogging(ParsedFlags parsed, Program program) {
    LogSetup.apply(logging(parsed), program);
  }

  /**
   * Sets logging up from flags, environment and file.
   *
   * @throws BandConfigException when a level or style is wrong; logging stays as it was
   */
  void applyLogging() {
    LogSetup.apply(logging(), program);
  }

  /**
   * Looks at what flags, environment and file say about logging, and leaves it as it is.
   *
   * @throws BandConfigException when a level or style is wrong
   */
  void checkLogging() {
    LogSetup.check(logging(), program);
  }

  /** What flags and file say about logging. */
  OptionLayers logging() {
    OptionLayers layers = logging(parsed);
    programPart(file, program, LogOptions.all(), layers);
    return layers;
  }

  private static OptionLayers logging(ParsedFlags parsed) {
    var layers = new OptionLayers(LogOptions.all());
    OptionFlags.read(parsed, LogOptions.all(), layers);
    return layers;
  }

  /** What the file says about options that hold for the whole program. */
  private static void programPart(
      AgentConfigFile file, Program program, List<Option<?>> options, OptionLayers layers) {
    Map<String, Object> said = file.program();
    said.keySet().retainAll(OptionLayers.keys(options));
    var references = new EnvironmentReferences(program.environment());
    layers.yaml(references.fill(said, file.programPlace()), file.programPlace());
    references.problems().forEach(layers::problem);
  }

  /**
   * Reads what was chosen, and the file.
   *
   * @throws BandConfigException when a flag or variable is wrong, or the file cannot be used
   */
  static AgentSelection of(ParsedFlags parsed, Program program) {
    var layers = new OptionLayers(RunOptions.all());
    layers.environment(program.environment());
    for (var option : RunOptions.all()) {
      if (option != RunOptions.AGENT) {
        OptionFlags.read(parsed, List.of(option), layers);
      }
    }
    List<String> agents = parsed.values("--agent");
    if (!agents.isEmpty()) {
      layers.flag(RunOptions.AGENT, String.join(",", agents), "--agent");
    }
    if (inContainer(parsed, program)) {
      layers.launcherDefaults();
    }
    String name = layers.settle().required(RunOptions.CONFIG);
    layers.problems().clear(); // they are found again below, with those of the file
    var file = AgentConfigFile.read(program.directory(), name);
    programPart(file, program, RunOptions.IN_FILE, layers);
    SettledOptions settled = layers.settle();
    if (!layers.problems().isEmpty()) {
      throw new BandConfigException(layers.problems());
    }
    return new AgentSelection(parsed, program, settled, file);
  }

  /** The options of starting and stopping. */
  SettledOptions options() {
    return options;
  }

  /**
   * The keys of the chosen agents; at least one.
   *
   * @throws BandConfigException when it is not clear which are meant
   */
  List<String> keys() {
    List<String> named = options.value(RunOptions.AGENT);
    if (all()) {
      if (parsed.has("--agent")) {
        throw new BandConfigException("--all: there is --agent too. Give one of the two.");
      }
      return file.someKeys();
    }
    if (named != null) {
      return named.stream().distinct().toList();
    }
    boolean launcherKey = launcherDefaults() && file.keys().contains(LAUNCHER_KEY);
    return List.of(launcherKey ? LAUNCHER_KEY : file.onlyKey());
  }

  private boolean all() {
    return parsed.has("--all");
  }

  /**
   * The section of an agent.
   *
   * @throws BandConfigException when there is none
   */
  AgentConfigFile.Section section(String key) {
    return file.section(key);
  }

  /** What the file says although others can read it, or the like. */
  List<String> warnings() {
    return file.warnings();
  }

  /** The sections of the chosen agents. */
  List<AgentConfigFile.Section> sections() {
    return keys().stream().map(file::section).toList();
  }

  /**
   * Settles one agent.
   *
   * @throws BandConfigException with all problems
   */
  AgentSettings settle(AgentConfigFile.Section section) {
    return AgentSettingsReader.read(
        program,
        section,
        (group, layers) -> OptionFlags.read(parsed, group, layers),
        launcherDefaults());
  }

  /**
   * What is prepared around the agents.
   *
   * @throws BandConfigException when a flag or variable is wrong
   */
  Container container() {
    Container standing = container;
    if (standing == null) {
      standing = Container.of(containerOptions(), program);
      container = standing;
    }
    return standing;
  }

  /**
   * What is to be prepared around the agents.
   *
   * @throws BandConfigException with all problems
   */
  SettledOptions containerOptions() {
    var layers = new OptionLayers(ContainerOptions.all());
    layers.environment(program.environment());
    OptionFlags.read(parsed, ContainerOptions.all(), layers);
    if (launcherDefaults()) {
      layers.launcherDefaults();
    }
    SettledOptions settled = layers.settle();
    if (!layers.problems().isEmpty()) {
      throw new BandConfigException(layers.problems());
    }
    return settled;
  }

  private boolean launcherDefaults() {
    return inContainer(parsed, program);
  }

  /** Whether the container image's defaults hold. */
  static boolean inContainer(ParsedFlags parsed, Program program) {
    return parsed.has("--launcher-defaults")
        || "true".equals(program.environment().get(CONTAINER_VARIABLE))
        || Files.isDirectory(Path.of(CONTAINER_MARK));
  }
}
