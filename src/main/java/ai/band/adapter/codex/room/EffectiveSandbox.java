package ai.band.adapter.codex.room;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SandboxMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sandbox of a room's next turn in the two spellings of Codex. The configured policy wins over
 * the room's choice, that over the configured mode.
 *
 * @param mode the mode, or null when Codex decides or the policy is of a type unknown here
 * @param threadMode for {@code thread/start} and {@code thread/resume}; null: leave it out
 * @param policy for {@code turn/start}; null: leave it out
 */
public record EffectiveSandbox(
    @Nullable SandboxMode mode, @Nullable String threadMode, @Nullable ObjectNode policy) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final EffectiveSandbox UNSET = new EffectiveSandbox(null, null, null);

  /** What holds for a room now. */
  public static EffectiveSandbox of(CodexAdapterConfig config, RoomOverrides overrides) {
    Map<String, Object> policy = config.sandboxPolicy();
    if (policy != null) {
      return ofPolicy(JSON.valueToTree(policy));
    }
    SandboxMode chosen = overrides.sandbox();
    SandboxMode mode = chosen != null ? chosen : config.sandbox();
    return mode == null ? UNSET : ofMode(mode, config.networkAccessEnabled());
  }

  /** The word that people know it by. */
  public String word() {
    return mode == null ? "default" : mode.word();
  }

  private static EffectiveSandbox ofMode(SandboxMode mode, @Nullable Boolean network) {
    ObjectNode policy = JsonNodeFactory.instance.objectNode().put("type", mode.policyType());
    if (network != null && mode == SandboxMode.WORKSPACE_WRITE) {
      policy.put("networkAccess", network);
    }
    return new EffectiveSandbox(mode, mode.validForThread() ? mode.word() : null, policy);
  }

  private static EffectiveSandbox ofPolicy(ObjectNode policy) {
    SandboxMode mode = SandboxMode.parse(policy.path("type").asString(""));
    if (mode == null) {
      return new EffectiveSandbox(null, null, policy);
    }
    policy.put("type", mode.policyType());
    return new EffectiveSandbox(mode, mode.validForThread() ? mode.word() : null, policy);
  }
}
