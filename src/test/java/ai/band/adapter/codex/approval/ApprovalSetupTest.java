package ai.band.adapter.codex.approval;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.platform.rest.Peer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the start says about settings that cannot do what they were chosen for. */
class ApprovalSetupTest {
  @Test
  void with_all_defaults_there_is_one_line_of_information_and_no_warning() {
    ApprovalSetup setup = of(config -> config);

    assertThat(setup.warnings()).isEmpty();
    assertThat(setup.notes()).singleElement().asString().contains("no approvals", "never");
  }

  @Test
  void a_mode_that_was_chosen_and_can_never_fire_is_a_warning_with_a_remedy() {
    assertThat(of(config -> config.approvalMode("manual")).warnings())
        .singleElement()
        .asString()
        .contains("approval_mode: \"manual\"", "approval_policy \"never\"", "untrusted");
  }

  @Test
  void with_every_granular_kind_off_codex_still_asks_about_dangerous_commands() {
    ApprovalSetup setup =
        of(
            config ->
                config
                    .approvalMode("manual")
                    .approvalPolicy(
                        Map.of("granular", Map.of("sandbox_approval", false, "rules", false))));

    assertThat(setup.warnings()).isEmpty();
    assertThat(setup.notes()).singleElement().asString().contains("only about commands", "rm -rf");
  }

  @Test
  void a_mode_that_can_fire_is_no_warning_and_the_line_says_when() {
    for (String policy : List.of("on-request", "untrusted")) {
      assertThat(of(c -> c.approvalMode("manual").approvalPolicy(policy)).warnings()).isEmpty();
    }
    assertThat(
            of(c ->
                    c.approvalMode("manual")
                        .approvalPolicy(Map.of("granular", Map.of("rules", true))))
                .warnings())
        .isEmpty();
    assertThat(note("on-request", "read-only")).contains("fail there without a question");
    assertThat(note("on-request", "workspace-write")).contains("out of the workspace-write");
    assertThat(note("on-request", "danger-full-access")).contains("without a sandbox");
    assertThat(note("untrusted", "read-only")).contains("before every command");
  }

  @Test
  void an_empty_approver_list_is_a_warning_only_where_somebody_would_be_asked() {
    assertThat(of(c -> c.approvalPolicy("on-request").approvalApprovers()).warnings())
        .singleElement()
        .asString()
        .contains("approval_approvers is empty", "auto_decline");
    assertThat(of(c -> c.approvalApprovers()).warnings()).isEmpty();
    assertThat(
            of(c -> c.approvalPolicy("on-request").approvalMode("auto_accept").approvalApprovers())
                .warnings())
        .isEmpty();
  }

  @Test
  void a_handle_that_nobody_has_is_a_warning() {
    NamedApprovers names =
        NamedApprovers.match(
            Set.of("bob", "carol"),
            List.of(
                new Peer("id-of-bob", "Bob", "User", "@Bob", "", false, null, null, null, null)));
    CodexAdapterConfig config =
        CodexAdapterConfig.builder()
            .approvalPolicy("on-request")
            .approvalApprovers("@bob", "carol")
            .build();

    assertThat(names.ids()).containsExactly(Map.entry("bob", "id-of-bob"));
    assertThat(ApprovalSetup.of(config, names).warnings())
        .singleElement()
        .asString()
        .contains("carol")
        .doesNotContain("bob");
  }

  private static String note(String policy, String sandbox) {
    return of(c -> c.approvalPolicy(policy).sandbox(sandbox)).notes().getFirst();
  }

  private static ApprovalSetup of(UnaryOperator<CodexConfigBuilder> settings) {
    return ApprovalSetup.of(
        settings.apply(CodexAdapterConfig.builder()).build(), NamedApprovers.NONE);
  }
}
