package ai.band.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code config.toml} of a Codex home folder that uses an {@link OfflineModel}.
 *
 * <p>Immutable. Defaults: model {@code gpt-5.5}, approval policy {@code on-request}, sandbox {@code
 * read-only}, no retries, plan tool on, no network features.
 *
 * @param baseUrl of the model, ending in {@code /v1}
 * @param model the model name Codex is told
 * @param approvalPolicy Codex's default approval policy
 * @param sandbox Codex's default sandbox mode
 * @param retries how often Codex repeats a failed model call
 * @param features flags below {@code [features]}
 * @param topLevel further keys at the top of the file, with TOML values
 */
public record OfflineCodexConfig(
    URI baseUrl,
    String model,
    String approvalPolicy,
    String sandbox,
    int retries,
    Map<String, Boolean> features,
    Map<String, String> topLevel) {

  /** The model name to tell Codex: with it, Codex offers its tools as plain function calls. */
  public static final String MODEL = "gpt-5.5";

  /** Copies the maps. */
  public OfflineCodexConfig {
    features = Map.copyOf(features);
    topLevel = Map.copyOf(topLevel);
  }

  static OfflineCodexConfig of(URI baseUrl) {
    return new OfflineCodexConfig(
        baseUrl,
        MODEL,
        "on-request",
        "read-only",
        0,
        Map.of("plugins", false),
        Map.of("suppress_unstable_features_warning", "true"));
  }

  /**
   * Sets the model name; it decides which tools Codex offers.
   *
   * @param name for example {@code mock-model}, which has sub-agents and no patch tool
   * @return the changed settings
   */
  public OfflineCodexConfig withModel(String name) {
    return new OfflineCodexConfig(
        baseUrl, name, approvalPolicy, sandbox, retries, features, topLevel);
  }

  /**
   * Sets the default approval policy.
   *
   * @param policy {@code never}, {@code on-request} or {@code untrusted}
   * @return the changed settings
   */
  public OfflineCodexConfig withApprovalPolicy(String policy) {
    return new OfflineCodexConfig(baseUrl, model, policy, sandbox, retries, features, topLevel);
  }

  /**
   * Sets the default sandbox mode.
   *
   * @param mode {@code read-only}, {@code workspace-write} or {@code danger-full-access}
   * @return the changed settings
   */
  public OfflineCodexConfig withSandbox(String mode) {
    return new OfflineCodexConfig(
        baseUrl, model, approvalPolicy, mode, retries, features, topLevel);
  }

  /**
   * Sets how often Codex repeats a failed request and a cut stream.
   *
   * @param count 0 or more
   * @return the changed settings
   */
  public OfflineCodexConfig withRetries(int count) {
    return new OfflineCodexConfig(
        baseUrl, model, approvalPolicy, sandbox, count, features, topLevel);
  }

  /**
   * Switches a feature on, for example {@code request_permissions_tool} or {@code
   * default_mode_request_user_input}.
   *
   * @param name the feature
   * @return the changed settings
   */
  public OfflineCodexConfig withFeature(String name) {
    var more = new TreeMap<>(features);
    more.put(name, true);
    return new OfflineCodexConfig(baseUrl, model, approvalPolicy, sandbox, retries, more, topLevel);
  }

  /**
   * Adds a key at the top of the file.
   *
   * @param key for example {@code model_auto_compact_token_limit}
   * @param tomlValue the value as TOML, with quotes if it is a string
   * @return the changed settings
   */
  public OfflineCodexConfig withTopLevel(String key, String tomlValue) {
    var more = new TreeMap<>(topLevel);
    more.put(key, tomlValue);
    return new OfflineCodexConfig(baseUrl, model, approvalPolicy, sandbox, retries, features, more);
  }

  /**
   * The file's text.
   *
   * @return TOML
   */
  public String toToml() {
    var toml = new StringBuilder();
    toml.append("model = \"%s\"\n".formatted(model));
    toml.append("model_provider = \"offline\"\n");
    toml.append("approval_policy = \"%s\"\n".formatted(approvalPolicy));
    toml.append("sandbox_mode = \"%s\"\n".formatted(sandbox));
    new TreeMap<>(topLevel).forEach((key, value) -> toml.append(key + " = " + value + "\n"));
    toml.append(
        """

        [model_providers.offline]
        name = "Offline model"
        base_url = "%s"
        wire_api = "responses"
        request_max_retries = %d
        stream_max_retries = %d
        supports_websockets = false

        [tools.update_plan]
        enabled = true

        [features]
        """
            .formatted(baseUrl, retries, retries));
    new TreeMap<>(features).forEach((name, on) -> toml.append(name + " = " + on + "\n"));
    return toml.toString();
  }

  /**
   * Makes the folder if need be and writes {@code config.toml} into it.
   *
   * @param codexHome the folder for {@code CODEX_HOME}; Codex warns when it lies below the system's
   *     temporary folder
   * @return the folder
   * @throws IOException when the folder cannot be written
   */
  public Path writeTo(Path codexHome) throws IOException {
    Files.createDirectories(codexHome);
    Files.writeString(codexHome.resolve("config.toml"), toToml());
    return codexHome;
  }
}
