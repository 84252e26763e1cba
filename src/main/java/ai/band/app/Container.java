package ai.band.app;

import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SettledOptions;
import ai.band.app.container.ContainerPreparation;
import ai.band.app.container.ContainerSettings;
import ai.band.app.container.SandboxProbe;
import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is prepared around the agents of a program before they start. */
final class Container {
  private static final Logger log = LoggerFactory.getLogger(Container.class);

  private final ContainerPreparation preparation;
  private final boolean ownHomes;

  private Container(ContainerPreparation preparation, boolean ownHomes) {
    this.preparation = preparation;
    this.ownHomes = ownHomes;
  }

  /** A preparation as the options want it; without them it does next to nothing. */
  static Container of(SettledOptions options, Program program) {
    String runtimeHome = options.value(ContainerOptions.RUNTIME_HOME);
    var settings =
        new ContainerSettings(
            options.required(ContainerOptions.REQUIRED_MOUNTS).stream()
                .map(program.directory()::resolve)
                .toList(),
            options.required(ContainerOptions.GIT_SAFE_DIRS),
            runtimeHome == null ? null : program.directory().resolve(runtimeHome),
            options.required(ContainerOptions.USE_SOURCE_HOME),
            options.required(ContainerOptions.DISABLE_WEBSOCKET),
            program.environment(),
            home(program));
    return new Container(
        new ContainerPreparation(settings, warning -> log.warn("{}", warning)),
        runtimeHome != null);
  }

  private static Path home(Program program) {
    String named = program.environment().get("HOME");
    return Path.of(named == null || named.isBlank() ? System.getProperty("user.home") : named);
  }

  /** Looks for the mounts. */
  void check() {
    preparation.checkFolders();
  }

  /** Whether each agent's Codex gets a home of its own. */
  boolean ownHomes() {
    return ownHomes;
  }

  /** Says, soon, when the sandbox that an agent relies on does not start. Returns at once. */
  void trySandbox(AgentSettings agent, CodexAdapter running) {
    var probe = new SandboxProbe(agent.codex());
    if (ownHomes && probe.matters()) {
      Thread.ofVirtual()
          .name("sandbox-probe-" + agent.key())
          .start(() -> tell(agent.key(), probe, running));
    }
  }

  /** The agent with what its Codex needs to know of the preparation. */
  AgentSettings equip(AgentSettings agent) {
    CodexAdapterConfig codex = agent.codex();
    @Nullable Map<String, String> given = codex.codexEnv();
    Map<String, String> variables =
        preparation.prepare(agent.key(), codex.cwd(), given == null ? Map.of() : given);
    return variables.isEmpty() ? agent : agent.withCodex(codex.withCodexEnv(variables));
  }

  private static void tell(String key, SandboxProbe probe, CodexAdapter running) {
    CodexClient client = running.connection();
    if (client == null) {
      return;
    }
    try {
      String failure = probe.failure(client);
      if (failure != null) {
        advice(failure).forEach(line -> log.warn("agent {}: {}", key, line));
      }
    } catch (CodexException e) {
      log.debug("agent {}: Codex's sandbox could not be tried", key, e);
    }
  }

  private static List<String> advice(String failure) {
    return List.of(
        "Codex's sandbox does not start here ("
            + failure
            + "). Commands fail until somebody approves them to run without it.",
        "Let the container be the sandbox: CODEX_SANDBOX=external-sandbox with"
            + " CODEX_APPROVAL_POLICY=untrusted (or sandbox and approval_policy in the agent's"
            + " section). Do not write untrusted into Codex's config.toml: it stops Codex there."
            + " Or give the container the right to make user namespaces.");
  }
}
