package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.band.adapter.codex.config.CodexOptions;
import ai.band.adapter.codex.config.Option;
import ai.band.testkit.TlsProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What holds for an agent, and where it comes from. */
class ConfigCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFile() throws IOException {
    config("bot: {agent_id: some-agent, api_key: some-api-key}\n");
  }

  private void config(String yaml) throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
  }

  private List<String> lines(CommandLineRun program, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("config"));
    arguments.addAll(List.of(flags));
    assertThat(program.run(arguments.toArray(new String[0])))
        .as(() -> program.errors().toString())
        .isZero();
    return program.out().lines().map(String::strip).toList();
  }

  private List<String> lines(String... flags) {
    return lines(new CommandLineRun(folder), flags);
  }

  @Test
  void each_value_is_shown_with_its_source_and_no_secret() throws IOException {
    config(
        """
        defaults:
          model: from-defaults
          personality: none
          session: {max_context_messages: 7}
        bot:
          agent_id: some-agent
          api_key: some-api-key
          model: from-section
          codex:
            codex_env: {OPENAI_API_KEY: some-openai-key, LANG: C}
          features: {emit: [thoughts], capabilities: memory}
        """);
    var program =
        new CommandLineRun(folder)
            .with("CODEX_CLIENT_NAME", "from-env")
            .with("BAND_REST_URL", "http://127.0.0.1:4000");

    assertThat(lines(program, "--turn-timeout-s", "5", "--no-structured-errors"))
        .contains(
            "agent bot",
            "agent_id = some-agent  (agent_config.yaml: bot.agent_id)",
            "api_key = ***  (agent_config.yaml: bot.api_key)",
            "rest_url = http://127.0.0.1:4000  (BAND_REST_URL)",
            "model = from-section  (agent_config.yaml: bot.model)",
            "personality = none  (agent_config.yaml: defaults.personality)",
            "codex_env = {OPENAI_API_KEY=***, LANG=C}  (agent_config.yaml: bot.codex.codex_env)",
            "client_name = from-env  (CODEX_CLIENT_NAME)",
            "turn_timeout_s = 5  (--turn-timeout-s)",
            "structured_errors = false  (--no-structured-errors)",
            "session.max_context_messages = 7  (agent_config.yaml:"
                + " defaults.session.max_context_messages)",
            "emit = thoughts  (features)",
            "capabilities = memory  (features)")
        .noneMatch(line -> line.contains("some-api-key") || line.contains("some-openai-key"))
        .noneMatch(line -> line.startsWith("transport"));
    assertThat(lines("--with-defaults")).contains("transport = stdio  (default)");
  }

  @TestFactory
  Stream<DynamicTest> every_true_false_option_has_four_ways_to_be_written() {
    return CodexOptions.all().stream()
        .filter(option -> option.type().isSwitch())
        .map(
            option ->
                dynamicTest(
                    option.key(),
                    () -> {
                      String flag = option.flags().get(0);
                      assertThat(shown(option, flag)).isEqualTo("true  (" + flag + ")");
                      assertThat(shown(option, flag + "=no")).isEqualTo("false  (" + flag + ")");
                      assertThat(shown(option, flag, "true")).isEqualTo("true  (" + flag + ")");
                      String no = flag.replaceFirst("--", "--no-");
                      assertThat(shown(option, no)).isEqualTo("false  (" + no + ")");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_option_of_any_group_has_a_flag_unless_it_is_about_identity() {
    var groups =
        Stream.of(
                CodexOptions.all(),
                SectionOptions.GENERAL,
                SectionOptions.AGENT,
                SectionOptions.SESSION,
                SectionOptions.CONTACTS)
            .flatMap(List::stream);
    var none =
        List.of(
            SectionOptions.AGENT_ID,
            SectionOptions.API_KEY,
            SectionOptions.API_KEY_FILE,
            SectionOptions.CODEX_WS_TOKEN_FILE,
            SectionOptions.CODEX_ENV_FILES,
            SectionOptions.WORKSPACE);
    return groups.map(
        option ->
            dynamicTest(
                option.key(),
                () -> {
                  if (none.contains(option)) {
                    assertThat(option.flags()).isEmpty();
                    return;
                  }
                  for (String flag : option.flags()) {
                    assertThat(shown(option, flag, example(option))).endsWith("(" + flag + ")");
                  }
                  assertThat(option.flags()).isNotEmpty();
                }));
  }

  /** A value that the option's type takes. */
  private String example(Option<?> option) {
    List<String> allowed = option.type().allowed();
    if (!allowed.isEmpty()) {
      return allowed.get(0);
    }
    return switch (option.type().name()) {
      case "URL" -> option.key().equals("rest_url") ? "http://h" : "ws://h";
      case "map" -> "{\"type\":\"readOnly\"}";
      case "map of text" -> "{}";
      case "list of maps" -> "[]";
      case "true/false" -> "true";
      case "whole number", "seconds" -> option.key().startsWith("working_request") ? "2" : "4";
      default ->
          switch (option.key()) {
            case "cwd" -> "/";
            case "ca_file" -> authority();
            default -> "planner";
          };
    };
  }

  private String authority() {
    try {
      Path pem = folder.resolve("ca.pem");
      return (Files.exists(pem) ? pem : TlsProxy.authority(folder)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String shown(Option<?> option, String... flags) {
    String start = option.key() + " = ";
    return lines(flags).stream()
        .map(line -> line.replaceFirst("^(agent|session|contacts)\\.", ""))
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_role_brings_its_own_prompt_or_a_built_in_one() throws IOException {
    Files.createDirectories(folder.resolve("prompts"));
    Files.writeString(folder.resolve("prompts/poet.md"), "Answer in verse.\n");

    assertThat(lines("--role", "poet", "--custom-section", "Be brief."))
        .contains("custom_section = Answer in verse.\\n\\nBe brief.  (--custom-section)");
    assertThat(lines("--codex-role", "reviewer", "--with-defaults"))
        .anyMatch(line -> line.startsWith("custom_section = You are the reviewer"));
    assertThat(lines("--role", "reviewr"))
        .anyMatch(line -> line.startsWith("warning:") && line.contains("Did you mean reviewer?"));
    assertThat(new CommandLineRun(folder).run("config", "--role", "../secret")).isEqualTo(2);
  }

  @Test
  void the_working_directory_may_be_named_by_workspace_or_repo_and_cwd_wins() throws IOException {
    String head = "bot:\n  agent_id: a\n  api_key: some-api-key\n";
    config(head + "  repo: {path: /usr}\n");
    assertThat(lines()).contains("cwd = /usr  (agent_config.yaml: bot.repo.path)");
    config(head + "  workspace: /tmp\n  repo: {path: /usr}\n");
    assertThat(lines()).contains("cwd = /tmp  (agent_config.yaml: bot.workspace)");
    config(head + "  cwd: /\n  workspace: /tmp\n");
    assertThat(lines()).contains("cwd = /  (agent_config.yaml: bot.cwd)");
  }

  @Test
  void a_file_with_one_agent_may_have_its_fields_at_the_top() throws IOException {
    config("agent_id: a\napi_key: some-api-key\nagent: {single_instance: false}\n");
    assertThat(lines("--agent", "agent"))
        .contains("agent.single_instance = false  (agent_config.yaml: agent.single_instance)");
    assertThat(lines()).contains("agent_id = a  (agent_config.yaml: agent_id)");
  }

  @Test
  void texts_are_filled_from_the_environment() throws IOException {
    config(
        """
        bot:
          agent_id: ${ID}
          api_key: ${KEY}
          model: ${MODEL:-gpt-${X}}
          client_name: a$${ID}b
          client_title: ${lower case} ${ID}!
          approval_approvers: ["${ID}", owner]
        """
            .replace("${MODEL:-gpt-${X}}", "${MODEL:-gpt-5}"));
    var program =
        new CommandLineRun(folder).with("ID", "me").with("KEY", "some-api-key").with("MODEL", "");
    assertThat(lines(program))
        .anyMatch(line -> line.startsWith("agent_id = me "))
        .anyMatch(line -> line.startsWith("api_key = *** "))
        .anyMatch(line -> line.startsWith("model = gpt-5 "))
        .anyMatch(line -> line.startsWith("client_name = a${ID}b "))
        .anyMatch(line -> line.startsWith("client_title = ${lower case} me! "))
        .anyMatch(line -> line.startsWith("approval_approvers = me owner "));
  }

  @Test
  void the_key_may_lie_in_a_file_beside_the_configuration() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "some-api-key\n");
    config("bot: {agent_id: a, api_key_file: key.txt}\n");
    assertThat(lines()).contains("agent_id = a  (agent_config.yaml: bot.agent_id)");
    config("bot: {agent_id: a, api_key_file: missing.txt}\n");
    assertThat(new CommandLineRun(folder).run("config")).isEqualTo(2);
    config("bot: {agent_id: a, api_key_file: key.txt, api_key: b}\n");
    assertThat(new CommandLineRun(folder).run("config")).isEqualTo(2);
  }

  @Test
  void a_blank_text_in_the_file_counts_as_unset() throws IOException {
    config("bot: {agent_id: a, api_key: some-api-key, model: '', approval_mode: ' '}\n");
    assertThat(lines("--with-defaults"))
        .contains("model = unset  (default)", "approval_mode = manual  (default)");
  }

  @Test
  void launcher_defaults_hold_only_where_they_are_asked_for() {
    assertThat(lines("--with-defaults")).contains("sandbox = unset  (default)");
    assertThat(lines("--launcher-defaults", "--cwd", "/"))
        .contains("sandbox = external-sandbox  (launcher default)");
    var program = new CommandLineRun(folder);
    assertThat(program.run("config", "--launcher-defaults")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("/workspace/repo is not mounted");
  }
}
