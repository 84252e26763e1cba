package ai.band.adapter.codex.room;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.SandboxMode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveSandboxTest {
  private final RoomOverrides overrides = new RoomOverrides();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "read-only, read-only, readOnly",
        "workspace_write, workspace-write, workspaceWrite",
        "Danger-Full-Access, danger-full-access, dangerFullAccess",
        "externalsandbox, -, externalSandbox"
      })
  void each_mode_has_two_spellings(String word, String threadMode, String policyType) {
    var config = CodexAdapterConfig.builder().sandbox(word).build();

    EffectiveSandbox sandbox = EffectiveSandbox.of(config, overrides);

    assertThat(sandbox.threadMode()).isEqualTo(threadMode);
    assertThat(sandbox.policy()).hasToString("{\"type\":\"" + policyType + "\"}");
  }

  @Test
  void without_a_setting_codex_decides() {
    EffectiveSandbox sandbox = EffectiveSandbox.of(CodexAdapterConfig.defaults(), overrides);

    assertThat(sandbox.threadMode()).isNull();
    assertThat(sandbox.policy()).isNull();
    assertThat(sandbox.word()).isEqualTo("default");
  }

  @Test
  void the_rooms_choice_wins_over_the_configured_mode() {
    var config = CodexAdapterConfig.builder().sandbox("read-only").build();
    overrides.sandbox(SandboxMode.WORKSPACE_WRITE);

    assertThat(EffectiveSandbox.of(config, overrides).threadMode()).isEqualTo("workspace-write");
  }

  @Test
  void a_policy_wins_over_everything_and_keeps_its_keys() {
    var config =
        CodexAdapterConfig.builder()
            .sandbox("read-only")
            .sandboxPolicy(Map.of("type", "workspace-write", "networkAccess", true))
            .build();
    overrides.sandbox(SandboxMode.DANGER_FULL_ACCESS);

    EffectiveSandbox sandbox = EffectiveSandbox.of(config, overrides);

    assertThat(sandbox.threadMode()).isEqualTo("workspace-write");
    assertThat(sandbox.policy().path("type").asString()).isEqualTo("workspaceWrite");
    assertThat(sandbox.policy().path("networkAccess").asBoolean()).isTrue();
  }

  @Test
  void network_access_goes_with_workspace_write_only() {
    var builder = CodexAdapterConfig.builder().networkAccessEnabled(true);

    assertThat(
            EffectiveSandbox.of(builder.sandbox("workspace-write").build(), overrides)
                .policy()
                .path("networkAccess")
                .asBoolean())
        .isTrue();
    assertThat(
            EffectiveSandbox.of(builder.sandbox("read-only").build(), overrides)
                .policy()
                .has("networkAccess"))
        .isFalse();
  }
}
