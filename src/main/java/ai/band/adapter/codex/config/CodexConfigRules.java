package ai.band.adapter.codex.config;

import ai.band.api.BandConfigException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules between options: what excludes each other, and what is allowed but hardly meant. */
final class CodexConfigRules {
  private static final List<String> POLICIES = List.of("never", "on-request", "untrusted");

  private final SettledOptions options;
  private final List<String> problems;
  private final List<String> warnings;

  private CodexConfigRules(SettledOptions options, List<String> problems, List<String> warnings) {
    this.options = options;
    this.problems = problems;
    this.warnings = warnings;
  }

  static CodexAdapterConfig settle(OptionLayers layers) {
    SettledOptions options = layers.settle();
    List<String> problems = new ArrayList<>(layers.problems());
    List<String> warnings = new ArrayList<>(layers.warnings());
    OptionValue<String> directory = directory(options, layers.folders(), problems);
    var rules = new CodexConfigRules(options, problems, warnings);
    rules.checkSandbox();
    rules.checkApprovals();
    rules.checkTransport();
    rules.checkEvents();
    if (!problems.isEmpty()) {
      throw new BandConfigException(problems);
    }
    return new CodexAdapterConfig(options.with(directory), warnings);
  }

  /** Relative paths are resolved here: later the program could be somewhere else. */
  private static OptionValue<String> directory(
      SettledOptions options, FolderNames folders, List<String> problems) {
    OptionValue<String> cwd = options.of(CodexOptions.CWD);
    String path = cwd.value();
    if (path == null || options.required(CodexOptions.TRANSPORT) == Transport.WS) {
      return cwd;
    }
    try {
      Path absolute = folders.resolve(path, cwd.source());
      if (Files.isDirectory(absolute) || folders.isToCome(absolute)) {
        return new OptionValue<>(cwd.option(), absolute.toString(), cwd.source());
      }
    } catch (InvalidPathException e) {
      // told below, together with a directory that does not exist
    }
    problems.add(
        cwd.source().kind() == OptionSource.Kind.LAUNCHER_DEFAULT
            ? "cwd: " + path + " is not mounted. Mount the working tree there, or set CODEX_CWD."
            : cwd.source().name()
                + ": \""
                + path
                + "\" is not a directory. Create it, or name another one.");
    return cwd;
  }

  private void checkSandbox() {
    Map<String, Object> policy = options.value(CodexOptions.SANDBOX_POLICY);
    OptionValue<SandboxMode> sandbox = options.of(CodexOptions.SANDBOX);
    SandboxMode mode = sandbox.value();
    OptionSource decides = sandbox.source();
    if (policy != null) {
      decides = options.of(CodexOptions.SANDBOX_POLICY).source();
      mode = policyMode(policy, decides.name());
      if (sandbox.source().chosen() && sandbox.value() != null) {
        warnings.add("sandbox is not used because sandbox_policy is set.");
      }
    }
    checkCeiling(mode, decides);
    if (options.value(CodexOptions.NETWORK_ACCESS_ENABLED) != null
        && (policy != null || mode != SandboxMode.WORKSPACE_WRITE)) {
      warnings.add(
          "network_access_enabled has an effect only with sandbox workspace-write"
              + " (with sandbox_policy, use its networkAccess).");
    }
  }

  private @Nullable SandboxMode policyMode(Map<String, Object> policy, String name) {
    if (!(policy.get("type") instanceof String type) || type.isBlank()) {
      problems.add(name + ": the map has no type. Add type, for example workspaceWrite.");
      return null;
    }
    SandboxMode mode = SandboxMode.parse(type);
    if (mode == null) {
      warnings.add(
          name + ": the type \"" + type + "\" is not known here and goes to Codex as it is.");
    }
    return mode;
  }

  private void checkCeiling(@Nullable SandboxMode mode, OptionSource decides) {
    SandboxMode ceiling = options.value(CodexOptions.MAX_SANDBOX);
    if (ceiling == null) {
      return;
    }
    if (mode != null && mode.exceeds(ceiling)) {
      problems.add(
          OptionLayers.refused(
              decides.name(),
              '"' + mode.word() + '"',
              "It is wider than max_sandbox (" + ceiling.word() + ")."));
    } else if (mode == null) {
      warnings.add(
          "max_sandbox is set but sandbox is not: Codex's own configuration decides at first."
              + " Set sandbox too.");
    }
  }

  private void checkApprovals() {
    OptionValue<Boolean> fourEyes = options.of(CodexOptions.APPROVAL_FOUR_EYES);
    if (options.required(CodexOptions.APPROVAL_FOUR_EYES)
        && options.required(CodexOptions.APPROVAL_APPROVERS).equals(List.of("requester"))) {
      problems.add(
          OptionLayers.refused(
              fourEyes.source().name(),
              "\"true\"",
              "With approval_approvers requester nobody could approve anything."));
    }
    Object policy = options.required(CodexOptions.APPROVAL_POLICY);
    String policyName = options.of(CodexOptions.APPROVAL_POLICY).source().name();
    if ("on-failure".equals(policy)) {
      warnings.add(policyName + ": current Codex refuses \"on-failure\". Use on-request.");
    } else if (policy instanceof String word && !POLICIES.contains(word)) {
      warnings.add(
          policyName
              + ": \""
              + word
              + "\" is not known here and goes to Codex as it is. Known are "
              + String.join(", ", POLICIES)
              + "."
              + Suggestion.hint(word.replace('-', '_'), POLICIES));
    }
  }

  private void checkTransport() {
    boolean socket = options.required(CodexOptions.TRANSPORT) == Transport.WS;
    List<Option<?>> idle =
        socket
            ? List.of(CodexOptions.CODEX_COMMAND, CodexOptions.CODEX_ENV)
            : List.of(CodexOptions.CODEX_WS_URL, CodexOptions.CODEX_WS_TOKEN);
    for (Option<?> option : idle) {
      OptionValue<?> value = options.of(option);
      if (value.source().chosen() && value.value() != null) {
        warnings.add(
            value.source().name()
                + " is not used with transport "
                + (socket ? "ws" : "stdio")
                + ".");
      }
    }
    if (!options.required(CodexOptions.EXPERIMENTAL_API)) {
      warnings.add(
          "experimental_api is off: Codex gets no tools of the room; only its final text is"
              + " posted.");
    }
    if (options.of(CodexOptions.SKIP_GIT_REPO_CHECK).source().chosen()) {
      warnings.add("skip_git_repo_check is ignored: the app-server makes no such check.");
    }
    String effort = options.value(CodexOptions.REASONING_EFFORT);
    if (effort != null && !EffortType.KNOWN.contains(effort)) {
      warnings.add(
          options.of(CodexOptions.REASONING_EFFORT).source().name()
              + ": \""
              + effort
              + "\" is accepted only if the model in use lists it. Always known are "
              + String.join(", ", EffortType.KNOWN)
              + "."
              + Suggestion.hint(effort, EffortType.KNOWN));
    }
  }

  private void checkEvents() {
    if (options.required(CodexOptions.EMIT_TURN_TASK_MARKERS)
        && options.required(CodexOptions.EMIT_TURN_LIFECYCLE_EVENTS)) {
      warnings.add(
          "emit_turn_task_markers and emit_turn_lifecycle_events are both on: each turn posts two"
              + " task events when it ends.");
    }
  }
}
