package ai.band.app;

import ai.band.adapter.codex.CodexConnection;
import ai.band.adapter.codex.approval.ApprovalSetup;
import ai.band.adapter.codex.approval.NamedApprovers;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.EffectiveFeatures;
import ai.band.adapter.codex.config.Option;
import ai.band.adapter.codex.config.OptionLayers;
import ai.band.adapter.codex.config.SandboxMode;
import ai.band.adapter.codex.config.Transport;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.api.BandConfigException;
import ai.band.app.container.MissingMountException;
import ai.band.app.doctor.BandExamination;
import ai.band.app.doctor.BandExamination.Setting;
import ai.band.app.doctor.CodexExamination;
import ai.band.app.doctor.Finding;
import ai.band.app.doctor.Finding.State;
import ai.band.app.doctor.HostExamination;
import ai.band.app.doctor.SandboxWish;
import ai.band.app.repository.RepositorySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code doctor}: whether the agents of a configuration file can run here. */
final class DoctorCommand implements Command {
  private static final String CONFIGURATION = "configuration";

  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Looks whether the agents can run here: one line for each thing, ok, warning or broken"
                + " with what to do. Exit code 0: nothing is broken; 1: something that was asked"
                + " failed; 2: something has to be set otherwise. Takes the flags of run.");
    flags.add(
        Flag.plain(
            "--offline",
            "Leaves out what needs Band or a login. A sandbox that cannot start is a warning"
                + " then, and a missing configuration file too."));
    flags.add(Flag.plain("--json", "Prints one JSON object instead."));
    AgentSelection.addFlags(flags);
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    boolean offline = parsed.has("--offline");
    var report = new DoctorReport(program, parsed.has("--json"));
    report.add(null, trying(() -> AgentSelection.applyLogging(parsed, program.silent())));
    var host = new HostExamination(program.environment());
    report.add(null, host.tools());
    try {
      AgentSelection selection = AgentSelection.of(parsed, program);
      report.add(null, trying(selection::checkLogging));
      report.add(null, mounts(selection));
      for (String key : selection.keys()) {
        agent(selection, key, new Visit(host, report, offline));
      }
    } catch (BandConfigException e) {
      if (offline && noFile(program, e)) {
        report.add(null, missing(e));
        installation(parsed, new Visit(host, report, true));
      } else {
        report.add(null, problems(e));
      }
    }
    return report.end();
  }

  /**
   * Tells what is wrong with the variables, so that there is nothing to look at.
   *
   * @param words of the command line
   * @return the exit code
   */
  static int refuse(Program program, List<String> words, BandConfigException failure) {
    var report = new DoctorReport(program, words.contains("--json"));
    report.add(null, problems(failure));
    return report.end();
  }

  private static List<Finding> trying(Runnable step) {
    try {
      step.run();
      return List.of();
    } catch (BandConfigException e) {
      return problems(e);
    }
  }

  private static List<Finding> mounts(AgentSelection selection) {
    try {
      selection.container().check();
      return List.of();
    } catch (MissingMountException e) {
      return List.of(Finding.told("mounts", State.MISCONFIGURED, String.valueOf(e.getMessage())));
    }
  }

  /** What is used at every agent. */
  private record Visit(HostExamination host, DoctorReport report, boolean offline) {}

  private static boolean noFile(Program program, BandConfigException e) {
    boolean named = program.environment().containsKey(RunOptions.CONFIG.environment().get(0));
    Path usual = program.directory().resolve(String.valueOf(RunOptions.CONFIG.defaultValue()));
    return !named && !Files.exists(usual) && e.problems().size() == 1;
  }

  private static List<Finding> missing(BandConfigException e) {
    return List.of(Finding.told(CONFIGURATION, State.WARNING, e.problems().get(0)));
  }

  private static List<Finding> problems(BandConfigException e) {
    return e.problems().stream()
        .map(problem -> Finding.told(CONFIGURATION, State.MISCONFIGURED, problem))
        .toList();
  }

  /** What can be told of Codex without an agent. */
  private static void installation(ParsedFlags parsed, Visit visit) {
    Program program = visit.report().program();
    var layers = new OptionLayers(CodexOptions.all());
    layers.environment(program.environment());
    OptionFlags.read(parsed, CodexOptions.all(), layers);
    if (AgentSelection.inContainer(parsed, program)) {
      layers.launcherDefaults();
    }
    try {
      visit.report().add(null, codex(CodexAdapterConfig.of(layers), visit));
    } catch (BandConfigException e) {
      visit.report().add(null, problems(e));
    }
  }

  private static List<Finding> codex(CodexAdapterConfig codex, Visit visit) {
    codex.secrets().forEach(visit.report().program().secrets()::register);
    return new CodexExamination(
            CodexConnection.options(codex), commandSource(codex), visit.offline())
        .examine(sandbox(codex, visit.report().program()));
  }

  private static void agent(AgentSelection selection, String key, Visit visit)
      throws InterruptedException {
    DoctorReport report = visit.report();
    AgentSettings settings;
    try {
      settings = selection.container().equip(selection.settle(selection.section(key)));
    } catch (BandConfigException e) {
      report.add(key, problems(e));
      return;
    }
    report.add(key, configuration(settings));
    report.add(key, repository(settings, visit));
    CodexAdapterConfig codex = settings.codex();
    if (codex.transport() == Transport.STDIO) {
      report.add(key, workspace(settings, visit));
    }
    report.add(key, codex(untilCloned(settings), visit));
    if (!visit.offline()) {
      report.add(key, band(settings).examine());
    }
  }

  private static List<Finding> repository(AgentSettings settings, Visit visit)
      throws InterruptedException {
    RepositorySettings repository = settings.repository();
    return repository == null
        ? List.of()
        : visit
            .host()
            .repository(
                settings.repo().of(RepositoryOptions.PATH).source().name(), repository.path());
  }

  /** Codex cannot be tried in a folder that comes with a clone; above it, it can. */
  private static CodexAdapterConfig untilCloned(AgentSettings settings) {
    CodexAdapterConfig codex = settings.codex();
    String cwd = codex.cwd();
    if (!comesWithClone(settings) || cwd == null) {
      return codex;
    }
    Path folder = Path.of(cwd);
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    return codex.withCwd(String.valueOf(folder));
  }

  private static boolean comesWithClone(AgentSettings settings) {
    RepositorySettings repository = settings.repository();
    String cwd = settings.codex().cwd();
    return repository != null
        && repository.url() != null
        && cwd != null
        && Path.of(cwd).startsWith(repository.path())
        && !Files.exists(Path.of(cwd));
  }

  private static List<Finding> configuration(AgentSettings settings) {
    List<String> warnings = new ArrayList<>(settings.warnings());
    warnings.addAll(settings.codex().warnings());
    warnings.addAll(
        EffectiveFeatures.warnings(EffectiveFeatures.of(settings.features(), settings.codex())));
    warnings.addAll(ApprovalSetup.of(settings.codex(), NamedApprovers.NONE).warnings());
    if (warnings.isEmpty()) {
      return List.of(Finding.ok(CONFIGURATION, "the options are allowed and agree"));
    }
    return warnings.stream()
        .distinct()
        .map(warning -> Finding.told(CONFIGURATION, State.WARNING, warning))
        .toList();
  }

  private static List<Finding> workspace(AgentSettings settings, Visit visit) {
    if (comesWithClone(settings)) {
      return List.of();
    }
    CodexAdapterConfig codex = settings.codex();
    SandboxMode mode = EffectiveSandbox.of(codex, new RoomOverrides()).mode();
    return visit
        .host()
        .workspace(
            source(codex, CodexOptions.CWD),
            folder(codex, visit.report().program()),
            mode != SandboxMode.READ_ONLY);
  }

  private static Path folder(CodexAdapterConfig codex, Program program) {
    String cwd = codex.cwd();
    return cwd == null ? program.directory() : Path.of(cwd);
  }

  private static SandboxWish sandbox(CodexAdapterConfig codex, Program program) {
    EffectiveSandbox sandbox = EffectiveSandbox.of(codex, new RoomOverrides());
    @Nullable SandboxMode mode = sandbox.mode();
    boolean codexs = mode != SandboxMode.EXTERNAL_SANDBOX && mode != SandboxMode.DANGER_FULL_ACCESS;
    Option<?> option =
        codex.sandboxPolicy() == null ? CodexOptions.SANDBOX : CodexOptions.SANDBOX_POLICY;
    return new SandboxWish(
        source(codex, option),
        sandbox.word(),
        mode == null ? SandboxMode.WORKSPACE_WRITE.policyType() : mode.policyType(),
        codexs,
        folder(codex, program).toString());
  }

  private static String commandSource(CodexAdapterConfig codex) {
    return source(
        codex,
        codex.transport() == Transport.WS ? CodexOptions.CODEX_WS_URL : CodexOptions.CODEX_COMMAND);
  }

  private static BandExamination band(AgentSettings settings) {
    var keyFile = settings.general().of(SectionOptions.API_KEY_FILE);
    return new BandExamination(
        setting(settings, SectionOptions.AGENT_ID),
        (keyFile.value() == null ? settings.general().of(SectionOptions.API_KEY) : keyFile)
            .source()
            .name(),
        settings.apiKey(),
        setting(settings, SectionOptions.WS_URL),
        setting(settings, SectionOptions.REST_URL),
        settings.authorities());
  }

  private static Setting setting(AgentSettings settings, Option<String> option) {
    var value = settings.general().of(option);
    return new Setting(value.source().name(), settings.general().required(option));
  }

  private static String source(CodexAdapterConfig codex, Option<?> option) {
    return codex.valueOf(option).source().name();
  }
}
