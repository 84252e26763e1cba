package ai.band.app.container;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SandboxMode;
import ai.band.adapter.codex.config.Transport;
import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import ai.band.codex.CodexOptions;
import ai.band.platform.rest.Excerpt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tries whether Codex's sandbox starts on this machine. Inside a container it often does not,
 * because it needs rights that containers withhold.
 */
public final class SandboxProbe {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int SHOWN = 200;

  private final CodexAdapterConfig config;

  /**
   * A probe.
   *
   * @param config which Codex is asked, and where
   */
  public SandboxProbe(CodexAdapterConfig config) {
    this.config = config;
  }

  /** Whether the configuration relies on the sandbox of a Codex that this program starts. */
  public boolean matters() {
    SandboxMode mode = config.sandbox();
    return config.transport() == Transport.STDIO
        && (mode == SandboxMode.READ_ONLY || mode == SandboxMode.WORKSPACE_WRITE);
  }

  /**
   * Runs a command that does nothing inside the sandbox, with a Codex that runs already.
   *
   * @return what went wrong, in a few words; null when the sandbox works
   * @throws CodexException when Codex itself cannot be asked
   */
  public @Nullable String failure(CodexClient client) {
    JsonNode ended = client.request("command/exec", command(), LIMIT);
    int code = ended.path("exitCode").asInt(-1);
    return code == 0 ? null : reason(code, ended.path("stderr").asString(""));
  }

  /** Does so with a Codex of its own, which it starts and ends. */
  public @Nullable String failure() {
    String cwd = config.cwd();
    Map<String, String> variables = config.codexEnv();
    CodexOptions options =
        CodexOptions.builder()
            .command(config.codexCommand())
            .environment(variables == null ? Map.of() : variables)
            .directory(cwd == null ? null : Path.of(cwd))
            .client(config.clientName(), config.clientTitle(), config.clientVersion())
            .requestTimeout(LIMIT)
            .startTimeout(config.startRequestTimeout())
            .closeTimeout(config.clientCloseTimeoutS())
            .build();
    try (CodexClient client = CodexClient.open(options)) {
      return failure(client);
    }
  }

  private ObjectNode command() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode policy = json.objectNode();
    policy.put("type", SandboxMode.WORKSPACE_WRITE.policyType());
    policy.putArray("writableRoots");
    policy.put("networkAccess", false);
    policy.put("excludeTmpdirEnvVar", false);
    policy.put("excludeSlashTmp", false);
    ObjectNode params = json.objectNode();
    params.putArray("command").add("true");
    params.put("timeoutMs", LIMIT.toMillis() / 2);
    params.set("sandboxPolicy", policy);
    return params;
  }

  private static String reason(int code, String stderr) {
    String line =
        stderr.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    String shown = Excerpt.of(line, SHOWN);
    return shown.isEmpty() ? "code " + code : shown;
  }
}
