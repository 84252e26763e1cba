package ai.band.app;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.FeaturesReader;
import ai.band.adapter.codex.config.FolderNames;
import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.OptionValue;
import ai.band.adapter.codex.config.SecretNames;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.api.AdapterFeatures;
import ai.band.api.BandConfigException;
import ai.band.api.SessionConfig;
import ai.band.app.repository.RepositorySettings;
import ai.band.platform.rest.TrustedAuthorities;
import ai.band.tools.custom.CommandTool;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Settles one agent from its section, the section {@code defaults}, the environment and the command
 * line. All problems are told together.
 */
final class AgentSettingsReader {
  /** Maps inside a section. */
  private static final List<String> GROUPS =
      List.of("codex", "features", "session", "agent", "contacts", "repo", "tools");

  /** Stands for a key that a proxy swaps in on the way. */
  private static final String PLACEHOLDER = "proxy-managed";

  private final Program program;
  private final AgentConfigFile.Section section;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final OptionLayers general = new OptionLayers(SectionOptions.GENERAL);
  private final OptionLayers codex = new OptionLayers(CodexOptions.all());
  private final OptionLayers agent = new OptionLayers(SectionOptions.AGENT);
  private final OptionLayers session = new OptionLayers(SectionOptions.SESSION);
  private final OptionLayers contacts = new OptionLayers(SectionOptions.CONTACTS);
  private final ToolsReader toolsReader;
  private final Map<String, CommandTool.Builder> tools = new LinkedHashMap<>();
  private final FolderNames folders;
  private final RepositoryReader repository;
  private final SecretFiles secretFiles;
  private @Nullable AdapterFeatures features;
  private @Nullable SettledOptions preparation;

  private AgentSettingsReader(Program program, AgentConfigFile.Section section) {
    this.program = program;
    this.section = section;
    this.toolsReader = new ToolsReader(section.file(), problems);
    this.folders = new FolderNames(section.folder(), program.directory(), program.home(), Set.of());
    this.repository = new RepositoryReader(program.environment(), folders, problems);
    this.secretFiles = new SecretFiles(folders, problems);
  }

  /**
   * Settles an agent.
   *
   * @param flags tells each group of options what the command line says
   * @param launcherDefaults uses the launcher's defaults instead of the ordinary ones
   * @throws BandConfigException with all problems
   */
  static AgentSettings read(
      Program program, AgentConfigFile.Section section, Flags flags, boolean launcherDefaults) {
    var reader = new AgentSettingsReader(program, section);
    reader.gather(flags, launcherDefaults);
    return reader.settle();
  }

  /** The command line as a source of options. */
  interface Flags {
    void tell(List<Option<?>> options, OptionLayers layers);
  }

  private void gather(Flags flags, boolean launcherDefaults) {
    flags.tell(SectionOptions.GENERAL, general);
    flags.tell(CodexOptions.all(), codex);
    flags.tell(SectionOptions.AGENT, agent);
    flags.tell(SectionOptions.SESSION, session);
    flags.tell(SectionOptions.CONTACTS, contacts);
    flags.tell(RepositoryOptions.all(), repository.layers());
    general.environment(program.environment());
    codex.environment(program.environment());
    repository.layers().environment(program.environment());
    if (launcherDefaults) {
      codex.launcherDefaults();
      repository.layers().launcherDefaults();
    }
    var references = new EnvironmentReferences(program.environment());
    Map<String, Object> shared = references.fill(section.defaults(), section.defaultsPlace());
    Map<String, Object> own = references.fill(section.own(), section.ownPlace());
    problems.addAll(references.problems());
    repository(shared, section.defaultsPlace());
    repository(own, section.ownPlace());
    SettledOptions repo = repository.settle();
    RepositoryReader.suggestDirectory(repo, codex);
    file(shared, section.defaultsPlace());
    file(own, section.ownPlace());
    preparation = repo;
  }

  private void file(Map<String, Object> part, String place) {
    Map<String, Object> ofCodex = new LinkedHashMap<>();
    var codexKeys = OptionLayers.keys(CodexOptions.all());
    var known = new TreeSet<>(codexKeys);
    known.addAll(GROUPS);
    known.addAll(OptionLayers.keys(SectionOptions.GENERAL));
    part.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            problems.add(OptionLayers.unknown(place, key, known));
          } else if (codexKeys.contains(key) || key.equals("codex")) {
            ofCodex.put(key, value);
          }
        });
    for (Option<?> option : SectionOptions.GENERAL) {
      if (part.containsKey(option.key())) {
        general.yaml(option, part.get(option.key()), place + option.key());
      }
    }
    if (part.get("workspace") != null) {
      codex.yaml(CodexOptions.CWD, part.get("workspace"), place + "workspace");
    }
    codex.yamlWithNested(ofCodex, "codex", place);
    agent.yaml(group(part, "agent", place), place + "agent.");
    session.yaml(group(part, "session", place), place + "session.");
    contacts.yaml(group(part, "contacts", place), place + "contacts.");
    toolsReader.read(group(part, "tools", place), place + "tools.", tools);
    if (part.containsKey("features")) {
      Map<?, ?> map = group(part, "features", place);
      collect("", () -> features = FeaturesReader.read(map, place + "features."));
    }
  }

  private void repository(Map<String, Object> part, String place) {
    repository.layers().yaml(group(part, "repo", place), place + "repo.");
  }

  private Map<?, ?> group(Map<String, Object> part, String key, String place) {
    Object value = part.get(key);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    problems.add(place + key + ": this is not a map. Put the options below it, indented.");
    return Map.of();
  }

  private AgentSettings settle() {
    SettledOptions generalOptions = general.settle();
    String apiKey = apiKey(generalOptions);
    String agentId = generalOptions.value(SectionOptions.AGENT_ID);
    missing(agentId, apiKey);
    SettledOptions agentOptions = agent.settle();
    SettledOptions sessionOptions = session.settle();
    SettledOptions contactOptions = contacts.settle();
    for (OptionLayers layers : List.of(general, agent, session, contacts)) {
      problems.addAll(layers.problems());
    }
    SessionConfig sessionConfig =
        collect(section.ownPlace() + "session.", () -> sessionConfig(sessionOptions));
    RepositorySettings tree = repository.settings(Objects.requireNonNull(preparation));
    codex.folders(tree == null || tree.url() == null ? folders : folders.withToCome(tree.path()));
    secretFiles.token(generalOptions, codex);
    secretFiles.variables(generalOptions, codex);
    TrustedAuthorities authorities = authorities(generalOptions.of(SectionOptions.CA_FILE));
    CodexAdapterConfig config = collect("", () -> CodexAdapterConfig.of(codex));
    CodexAdapterConfig withRole =
        config == null ? null : collect("", () -> withRole(config, generalOptions));
    List<CommandTool> commands = toolsReader.finish(tools, config, warnings);
    if (withRole == null || sessionConfig == null || !problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
    withRole.secrets().forEach(program.secrets()::register);
    toolsReader.secrets().forEach(program.secrets()::register);
    return new AgentSettings(
        section.key(),
        String.valueOf(agentId),
        String.valueOf(apiKey),
        generalOptions,
        authorities,
        withRole,
        commands,
        features,
        agentOptions,
        sessionOptions,
        contactOptions,
        sessionConfig,
        Objects.requireNonNull(preparation),
        tree,
        secrets(apiKey),
        warnings);
  }

  private List<String> secrets(@Nullable String apiKey) {
    List<String> secrets = new ArrayList<>(SecretNames.valuesIn(program.environment()));
    secrets.addAll(toolsReader.secrets());
    if (apiKey != null && !apiKey.equals(PLACEHOLDER)) {
      secrets.add(apiKey);
    }
    return secrets;
  }

  private @Nullable String apiKey(SettledOptions options) {
    String key = options.value(SectionOptions.API_KEY);
    OptionValue<String> file = options.of(SectionOptions.API_KEY_FILE);
    if (file.value() != null && key != null) {
      problems.add(file.source().name() + ": there is an api_key too. Remove one of the two.");
    } else if (file.value() != null) {
      key = secretFiles.content(file);
    }
    program.secrets().register(key);
    return key;
  }

  private @Nullable TrustedAuthorities authorities(OptionValue<String> file) {
    String name = file.value();
    try {
      return name == null ? null : TrustedAuthorities.read(folders.resolve(name, file.source()));
    } catch (IOException | InvalidPathException e) {
      problems.add(
          file.source().name()
              + ": \""
              + name
              + "\" cannot be used. Name a file with certificates in PEM form (BEGIN"
              + " CERTIFICATE).");
      return null;
    }
  }

  private void missing(@Nullable String agentId, @Nullable String apiKey) {
    List<String> missing = new ArrayList<>();
    if (agentId == null) {
      missing.add("agent_id");
    }
    if (apiKey == null) {
      missing.add("api_key");
    }
    if (!missing.isEmpty()) {
      String place = section.ownPlace().substring(0, section.ownPlace().length() - 1);
      problems.add(
          place.replaceFirst(":$", "")
              + ": missing or empty: "
              + String.join(", ", missing)
              + ". Copy what Band showed when the agent was registered.");
    }
  }

  private CodexAdapterConfig withRole(CodexAdapterConfig config, SettledOptions options) {
    OptionValue<String> role = options.of(SectionOptions.ROLE);
    String name = role.value();
    String prompt =
        name == null
            ? null
            : new RolePrompts(section.file()).find(name, role.source().name(), warnings);
    if (prompt == null) {
      return config;
    }
    String own = config.customSection();
    return config.withCustomSection(own.isBlank() ? prompt : prompt + "\n\n" + own);
  }

  private static SessionConfig sessionConfig(SettledOptions options) {
    return SessionConfig.builder()
        .enableContextCache(options.required(SectionOptions.ENABLE_CONTEXT_CACHE))
        .contextCacheTtl(options.required(SectionOptions.CONTEXT_CACHE_TTL_SECONDS))
        .maxContextMessages(options.required(SectionOptions.MAX_CONTEXT_MESSAGES))
        .maxMessageRetries(options.required(SectionOptions.MAX_MESSAGE_RETRIES))
        .enableContextHydration(options.required(SectionOptions.ENABLE_CONTEXT_HYDRATION))
        .idleResync(options.required(SectionOptions.IDLE_RESYNC_SECONDS))
        .enableWorkingState(options.required(SectionOptions.ENABLE_WORKING_STATE))
        .workingKeepAlive(options.required(SectionOptions.WORKING_KEEP_ALIVE_SECONDS))
        .workingRequestTimeout(options.required(SectionOptions.WORKING_REQUEST_TIMEOUT_SECONDS))
        .maxWorkingState(options.value(SectionOptions.MAX_WORKING_STATE_SECONDS))
        .build();
  }

  private <T> @Nullable T collect(String place, Supplier<T> step) {
    try {
      return step.get();
    } catch (BandConfigException e) {
      e.problems().forEach(problem -> problems.add(place + problem));
      return null;
    }
  }
}
