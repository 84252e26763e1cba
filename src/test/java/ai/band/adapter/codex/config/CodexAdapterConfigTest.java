package ai.band.adapter.codex.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.band.api.AdapterFeatures;
import ai.band.api.BandConfigException;
import ai.band.api.Capability;
import ai.band.api.Emit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodexAdapterConfigTest {
  private static List<String> problems(CodexConfigBuilder builder) {
    var thrown = assertThatExceptionOfType(BandConfigException.class).isThrownBy(builder::build);
    return thrown.actual().problems();
  }

  private static CodexConfigBuilder environment(String... pairs) {
    Map<String, String> variables = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      variables.put(pairs[i], pairs[i + 1]);
    }
    return CodexAdapterConfig.builder().fromEnvironment(variables);
  }

  @Test
  void code_beats_environment_beats_yaml_beats_default_whatever_the_order_of_calls() {
    var yaml = Map.of("model", "from-yaml", "personality", "none", "client_name", "yaml");
    var variables = Map.of("CODEX_MODEL", "from-env", "CODEX_PERSONALITY", "friendly");

    var config =
        CodexAdapterConfig.builder()
            .model("from-code")
            .fromYaml(yaml)
            .fromEnvironment(variables)
            .fromYaml(yaml)
            .build();

    assertThat(config.model()).isEqualTo("from-code");
    assertThat(config.personality()).isEqualTo("friendly");
    assertThat(config.clientName()).isEqualTo("yaml");
    assertThat(config.clientTitle()).isEqualTo("Band Codex Adapter");
  }

  @Test
  void the_nested_codex_map_beats_the_section_around_it() {
    var config =
        CodexAdapterConfig.builder()
            .fromYaml(Map.of("codex", Map.of("model", "inner"), "model", "outer"), "f: a.")
            .build();

    assertThat(config.model()).isEqualTo("inner");
    assertThat(config.valueOf(CodexOptions.MODEL).source()).hasToString("f: a.codex.model");
  }

  @Test
  void an_empty_variable_counts_as_unset() {
    var config =
        environment("CODEX_MODEL", "", "CODEX_TURN_TIMEOUT_S", "  ")
            .fromYaml(Map.of("model", "from-yaml"))
            .build();

    assertThat(config.model()).isEqualTo("from-yaml");
    assertThat(config.turnTimeoutS()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void names_of_variables_are_read_in_any_case_and_never_without_prefix() {
    assertThat(environment("codex_Model", "m").build().model()).isEqualTo("m");
    assertThat(environment("EMIT_TURN_TASK_MARKERS", "true").build().emitTurnTaskMarkers())
        .isFalse();
    assertThat(environment("MODEL", "m", "CODEX_ENV", "{}").build().model()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "TRUE,true",
    "Yes,true",
    "on,true",
    "0,false",
    "False,false",
    "no,false",
    "OFF,false"
  })
  void booleans_have_eight_spellings(String text, boolean value) {
    assertThat(environment("CODEX_STRUCTURED_ERRORS", text).build().structuredErrors())
        .isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "t", "y", "enabled", "truee"})
  void any_other_boolean_is_refused(String text) {
    assertThat(problems(environment("CODEX_STRUCTURED_ERRORS", text)))
        .containsExactly(
            "CODEX_STRUCTURED_ERRORS: \""
                + text
                + "\" is not allowed. Use true or false (also 1/yes/on and 0/no/off).");
  }

  @Test
  void all_problems_are_told_together_each_with_the_key_as_the_user_wrote_it() {
    var layers = new OptionLayers(CodexOptions.all());
    layers.environment(Map.of("CODEX_TRANSPORT", "tcp", "CODEX_TURN_TIMEOUT_S", "0"));
    layers.yaml(Map.of("aproval_mode", "manual", "max_history_messages", -1), "bots.yaml: cat.");
    layers.flag(CodexOptions.APPROVAL_MODE, "sometimes", "--approval-mode");
    layers.code(CodexOptions.CODEX_COMMAND, List.of());

    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(() -> CodexAdapterConfig.of(layers))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "CODEX_TRANSPORT: \"tcp\" is not allowed. Use stdio or ws.",
                        "CODEX_TURN_TIMEOUT_S: \"0\" is not allowed. Use a number of seconds"
                            + " greater than 0.",
                        "bots.yaml: cat.aproval_mode: there is no such key. Did you mean"
                            + " approval_mode?",
                        "bots.yaml: cat.max_history_messages: \"-1\" is not allowed. Use a whole"
                            + " number of at least 0.",
                        "--approval-mode: \"sometimes\" is not allowed. Use manual, auto_accept"
                            + " or auto_decline.",
                        "codex_command: a list is not allowed. Give at least one word."));
  }

  @Test
  void a_key_that_resembles_nothing_gets_no_suggestion() {
    assertThat(problems(CodexAdapterConfig.builder().fromYaml(Map.of("colour", "red"))))
        .containsExactly("colour: there is no such key.");
  }

  @Test
  void a_bad_value_in_a_weaker_source_does_not_matter() {
    assertThat(environment("CODEX_TRANSPORT", "tcp").transport("stdio").build().transport())
        .isEqualTo(Transport.STDIO);
  }

  @Test
  void the_codex_command_is_split_like_a_shell_line() {
    var config =
        environment("CODEX_COMMAND", "'/opt/my codex/bin' app-server -c \"a=\\\"b c\\\"\" x\\ y ''")
            .build();

    assertThat(config.codexCommand())
        .containsExactly("/opt/my codex/bin", "app-server", "-c", "a=\"b c\"", "x y", "");
    assertThat(problems(environment("CODEX_COMMAND", "codex 'oops")))
        .containsExactly(
            "CODEX_COMMAND: \"codex 'oops\" is not allowed. Close the quotation mark '.");
  }

  @Test
  void the_sandbox_of_a_parent_codex_on_macos_is_ignored_with_a_warning() {
    var config = environment("CODEX_SANDBOX", "seatbelt").build();

    assertThat(config.sandbox()).isNull();
    assertThat(config.warnings()).singleElement().asString().contains("CODEX_SANDBOX=seatbelt");
  }

  @ParameterizedTest
  @CsvSource({
    "read-only,READ_ONLY",
    "readonly,READ_ONLY",
    "Workspace_Write,WORKSPACE_WRITE",
    "dangerFullAccess,DANGER_FULL_ACCESS",
    "' external sandbox ',EXTERNAL_SANDBOX"
  })
  void sandbox_modes_have_aliases(String text, SandboxMode mode) {
    assertThat(environment("CODEX_SANDBOX", text).build().sandbox()).isEqualTo(mode);
  }

  @Test
  void an_unknown_sandbox_is_an_error() {
    assertThat(problems(environment("CODEX_SANDBOX", "workspace")))
        .containsExactly(
            "CODEX_SANDBOX: \"workspace\" is not allowed. Use read-only, workspace-write,"
                + " danger-full-access or external-sandbox.");
  }

  @Test
  void no_bound_can_be_asked_for_where_the_option_allows_it() {
    assertThat(environment("CODEX_CLIENT_CLOSE_TIMEOUT_S", "none").build().clientCloseTimeoutS())
        .isNull();
    assertThat(problems(environment("CODEX_TURN_TIMEOUT_S", "none"))).hasSize(1);
    Map<String, Object> yaml = new java.util.HashMap<>();
    yaml.put("client_close_timeout_s", null);
    yaml.put("turn_timeout_s", null);
    var config = CodexAdapterConfig.builder().fromYaml(yaml).build();
    assertThat(config.clientCloseTimeoutS()).isNull();
    assertThat(config.turnTimeoutS()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void secret_values_appear_in_no_text() {
    var builder =
        environment(
            "CODEX_CODEX_ENV",
            "{\"OPENAI_API_KEY\":\"sk-verysecret\",\"LANG\":\"C\"}",
            "CODEX_WS_TOKEN",
            "bearer-secret",
            "CODEX_WS_URL",
            "ws://me:pw-secret@host:1/x?token=query-secret",
            "CODEX_TRANSPORT",
            "ws");
    var config = builder.build();

    assertThat(config.toString())
        .contains("OPENAI_API_KEY=***", "LANG=C", "ws://***@host:1/x?***")
        .doesNotContain("secret");
    assertThat(config.secrets()).containsExactlyInAnyOrder("sk-verysecret", "bearer-secret");
    assertThat(problems(environment("CODEX_CODEX_ENV", "{\"A_KEY\": \"very-secret\"")).toString())
        .contains("CODEX_CODEX_ENV: *** is not allowed")
        .doesNotContain("very-secret");
    assertThat(problems(environment("CODEX_WS_URL", "http://a:very-secret@h/")).toString())
        .contains("ws:// or wss://")
        .doesNotContain("very-secret");
  }

  @Test
  void the_working_directory_must_exist_for_a_process_and_is_made_absolute(@TempDir Path folder) {
    assertThat(problems(environment("CODEX_CWD", folder + "/missing")))
        .containsExactly(
            "CODEX_CWD: \""
                + folder
                + "/missing\" is not a directory. Create it, or name another one.");
    assertThat(environment("CODEX_CWD", "src/..").build().cwd())
        .isEqualTo(Path.of("").toAbsolutePath().toString());
    assertThat(environment("CODEX_CWD", "/on/the/server", "CODEX_TRANSPORT", "ws").build().cwd())
        .isEqualTo("/on/the/server");
  }

  @Test
  void a_sandbox_policy_needs_a_type() {
    assertThat(problems(environment("CODEX_SANDBOX_POLICY", "{\"networkAccess\":true}")))
        .containsExactly(
            "CODEX_SANDBOX_POLICY: the map has no type. Add type, for example workspaceWrite.");
    assertThat(problems(environment("CODEX_SANDBOX_POLICY", "[1]")))
        .containsExactly(
            "CODEX_SANDBOX_POLICY: \"[1]\" is not allowed. Give a map (in the environment: a JSON"
                + " object).");
  }

  @Test
  void nothing_may_be_wider_than_the_ceiling() {
    assertThat(
            problems(
                environment("CODEX_SANDBOX", "external-sandbox")
                    .maxSandbox(SandboxMode.WORKSPACE_WRITE)))
        .containsExactly(
            "CODEX_SANDBOX: \"external-sandbox\" is not allowed. It is wider than max_sandbox"
                + " (workspace-write).");
    assertThat(
            problems(
                CodexAdapterConfig.builder()
                    .sandboxPolicy(Map.of("type", "dangerFullAccess"))
                    .maxSandbox("read-only")))
        .hasSize(1);
    assertThat(
            CodexAdapterConfig.builder()
                .sandbox("read-only")
                .maxSandbox("read-only")
                .build()
                .warnings())
        .isEmpty();
    assertThat(CodexAdapterConfig.builder().maxSandbox("read-only").build().warnings()).hasSize(1);
    assertThat(problems(environment("CODEX_MAX_SANDBOX", "external-sandbox"))).hasSize(1);
  }

  @Test
  void four_eyes_and_requester_exclude_each_other() {
    assertThat(
            problems(
                CodexAdapterConfig.builder().approvalApprovers("requester").approvalFourEyes(true)))
        .singleElement()
        .asString()
        .startsWith("approval_four_eyes:");
    assertThat(
            CodexAdapterConfig.builder()
                .approvalApprovers("users")
                .approvalFourEyes(true)
                .build()
                .approvalFourEyes())
        .isTrue();
  }

  @Test
  void operators_are_the_approvers_unless_named() {
    var builder = CodexAdapterConfig.builder().approvalApprovers("@ann", "owner");
    assertThat(builder.build().commandOperators()).containsExactly("@ann", "owner");
    assertThat(builder.commandOperators("anyone").build().commandOperators())
        .containsExactly("anyone");
  }

  @Test
  void approval_policies_pass_unchanged_and_unknown_ones_with_a_warning() {
    assertThat(environment("CODEX_APPROVAL_POLICY", "on-request").build().warnings()).isEmpty();
    var unknown = environment("CODEX_APPROVAL_POLICY", "on-requests").build();
    assertThat(unknown.approvalPolicy()).isEqualTo("on-requests");
    assertThat(unknown.warnings()).singleElement().asString().contains("\"on-requests\"");
    assertThat(environment("CODEX_APPROVAL_POLICY", "on-failure").build().warnings())
        .singleElement()
        .asString()
        .contains("Use on-request");
    assertThat(
            environment("CODEX_APPROVAL_POLICY", "{\"granular\":{\"rules\":true}}")
                .build()
                .approvalPolicy())
        .isEqualTo(Map.of("granular", Map.of("rules", true)));
  }

  @Test
  void combinations_that_are_hardly_meant_are_warned_of() {
    var config =
        CodexAdapterConfig.builder()
            .experimentalApi(false)
            .emitTurnTaskMarkers(true)
            .emitTurnLifecycleEvents(true)
            .skipGitRepoCheck(true)
            .networkAccessEnabled(true)
            .codexWsUrl("ws://h:1")
            .reasoningEffort("ultra")
            .build();

    assertThat(config.warnings()).hasSize(6);
    assertThat(config.reasoningEffortUnconfirmed()).isTrue();
    assertThat(CodexAdapterConfig.builder().reasoningEffort("low").build().warnings()).isEmpty();
  }

  @Test
  void yaml_trees_are_copied_and_cannot_be_changed_later() {
    Map<String, Object> policy = new java.util.HashMap<>(Map.of("type", "readOnly"));
    var config = CodexAdapterConfig.builder().sandboxPolicy(policy).build();
    policy.put("type", "dangerFullAccess");

    assertThat(config.sandboxPolicy()).isEqualTo(Map.of("type", "readOnly"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> requireNonNull(config.sandboxPolicy()).put("x", 1));
  }

  @Test
  void launcher_defaults_give_way_to_everything_but_defaults() {
    var layers = new OptionLayers(CodexOptions.all());
    layers.launcherDefaults();
    layers.flag(CodexOptions.CWD, "/", "--cwd");
    var config = CodexAdapterConfig.of(layers);

    assertThat(config.cwd()).isEqualTo("/");
    assertThat(config.sandbox()).isEqualTo(SandboxMode.EXTERNAL_SANDBOX);
    assertThat(config.valueOf(CodexOptions.SANDBOX).source()).hasToString("launcher default");
  }

  @Test
  void task_events_are_the_only_report_unless_features_are_given() {
    var on = CodexAdapterConfig.defaults();
    var off = CodexAdapterConfig.builder().enableTaskEvents(false).build();
    var given = AdapterFeatures.emitting();

    assertThat(EffectiveFeatures.of(null, on))
        .isEqualTo(AdapterFeatures.emitting(Emit.TASK_EVENTS));
    assertThat(EffectiveFeatures.of(null, off)).isEqualTo(AdapterFeatures.emitting());
    assertThat(EffectiveFeatures.of(given, on)).isSameAs(given);
    assertThat(EffectiveFeatures.warnings(given)).hasSize(1);
  }

  @Test
  void both_ways_of_marking_turns_at_once_give_one_warning() {
    var both = CodexAdapterConfig.builder().emitTurnTaskMarkers(true).emitTurnLifecycleEvents(true);

    assertThat(both.build().warnings())
        .singleElement()
        .asString()
        .contains("emit_turn_task_markers", "emit_turn_lifecycle_events");
    assertThat(CodexAdapterConfig.builder().emitTurnTaskMarkers(true).build().warnings()).isEmpty();
  }

  @Test
  void features_are_read_from_yaml_and_all_their_problems_told() {
    var features =
        FeaturesReader.read(
            Map.of("emit", List.of("tool_calls", "THOUGHTS"), "capabilities", "contacts"), "");
    assertThat(features.emit()).containsExactlyInAnyOrder(Emit.EXECUTION, Emit.THOUGHTS);
    assertThat(features.capabilities()).containsExactly(Capability.CONTACTS);
    assertThat(FeaturesReader.read(Map.of("emit", List.of()), "").emit()).isEmpty();

    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(
            () ->
                FeaturesReader.read(
                    Map.of("emits", "x", "emit", "everything", "capabilities", 1.5), "f: a."))
        .satisfies(e -> assertThat(e.problems()).hasSize(3))
        .withMessageContaining("f: a.emits: there is no such key. Did you mean emit?")
        .withMessageContaining("f: a.emit: everything is not allowed.");
  }

  @Test
  void an_option_without_behaviour_stops_the_start_with_its_name_when_chosen() {
    var chosen = CodexAdapterConfig.builder().model("m").build();

    assertThatExceptionOfType(BandConfigException.class)
        .isThrownBy(() -> NotYetBuilt.check(chosen, List.of(CodexOptions.MODEL, CodexOptions.CWD)))
        .satisfies(e -> assertThat(e.problems()).hasSize(1))
        .withMessageContaining("model");
    NotYetBuilt.check(CodexAdapterConfig.defaults(), List.of(CodexOptions.MODEL));
  }
}
