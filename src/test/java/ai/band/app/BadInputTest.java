package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.LocalBand;
import ai.band.local.world.RegisteredAgent;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong, each with a clear line and the right exit code. */
class BadInputTest {
  @TempDir Path folder;
  private CommandLineRun program;

  @BeforeEach
  void openFolder() {
    program = new CommandLineRun(folder);
  }

  private void config(String yaml) throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
  }

  /** A section that leads to a running Band, with an agent that is known there. */
  private static String section(LocalBand band, RegisteredAgent agent) {
    return """
    bot:
      agent_id: %s
      api_key: %s
      rest_url: %s
      ws_url: %s
    """
        .formatted(agent.id(), agent.apiKey(), band.restUrl(), band.socketUrl());
  }

  private static RegisteredAgent agentOf(LocalBand band) {
    var directory = band.world().directory();
    return directory.addAgent(directory.addPerson("alice", "Alice"), "Bot", "helps");
  }

  private static String codex(List<String> command) {
    return "  codex_command: ["
        + command.stream().map(w -> "'" + w + "'").collect(Collectors.joining(", "))
        + "]\n";
  }

  private static String codexEnv(FakeScript script) {
    return "  codex_env:\n    "
        + FakeAppServer.SCRIPT
        + ": '"
        + script.toJson().replace("'", "''")
        + "'\n";
  }

  @Test
  void a_missing_file_is_named_with_its_place_and_the_example() {
    assertThat(program.run("run")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .startsWith("band-codex: " + folder.resolve("agent_config.yaml"))
        .contains("agent_config.yaml.example");
  }

  @Test
  void the_file_of_a_flag_beats_the_file_of_the_environment() {
    assertThat(program.with("AGENT_CONFIG", "env.yaml").run("run")).isEqualTo(2);
    assertThat(program.run("run", "--config", "flag.yaml")).isEqualTo(2);
    assertThat(program.errors())
        .satisfiesExactly(
            line -> assertThat(line).contains("env.yaml"),
            line -> assertThat(line).contains("flag.yaml"));
  }

  @Test
  void broken_yaml_is_named_with_line_and_column() throws IOException {
    config("bot:\n  agent_id: a\n api_key: [b\n");
    assertThat(program.run("run")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .containsPattern("line \\d+, column \\d");
  }

  @Test
  void a_key_written_twice_is_an_error() throws IOException {
    config("bot:\n  agent_id: a\n  agent_id: b\n");
    assertThat(program.run("run")).isEqualTo(2);
    assertThat(program.errors()).singleElement().asString().contains("duplicate", "line 3");
  }

  @Test
  void a_file_that_is_no_map_or_empty_is_an_error() throws IOException {
    config("- just\n- a list\n");
    assertThat(program.run("run")).isEqualTo(2);
    config("# nothing\n");
    assertThat(program.run("run")).isEqualTo(2);
    assertThat(program.errors())
        .satisfiesExactly(
            line -> assertThat(line).contains("the top level is not a map"),
            line -> assertThat(line).contains("the file is empty"));
  }

  @Test
  void an_unknown_agent_key_lists_the_known_ones() throws IOException {
    config("cat: {agent_id: a, api_key: k}\ndog: {agent_id: b, api_key: l}\n");
    assertThat(program.run("run", "--agent", "cow")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("there is no agent \"cow\"", "cat, dog");
  }

  @Test
  void several_agents_without_a_key_are_an_error_that_lists_them() throws IOException {
    config("defaults: {}\ncat: {agent_id: a, api_key: k}\ndog: {agent_id: b, api_key: l}\n");
    assertThat(program.run("run")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("cat, dog", "--agent", "--all");
  }

  @Test
  void all_agents_and_one_of_them_is_an_error() throws IOException {
    config("cat: {agent_id: a, api_key: k}\ndog: {agent_id: b, api_key: l}\n");
    assertThat(program.run("run", "--all", "--agent", "cat")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("--all", "there is --agent too", "Give one of the two");
  }

  @Test
  void all_agents_are_meant_whatever_the_environment_chooses() throws IOException {
    config("cat: {agent_id: a}\ndog: {agent_id: b}\n");
    assertThat(program.with("AGENT_KEY", "dog").run("run", "--all")).isEqualTo(2);
    assertThat(String.join("\n", program.errors())).contains("cat", "dog");
  }

  @Test
  void the_agent_key_comes_from_flag_then_agent_key_then_codex_agent_key() throws IOException {
    config("cat: {agent_id: a}\ndog: {agent_id: b}\ncow: {agent_id: c}\n");
    program.with("CODEX_AGENT_KEY", "cow").run("run");
    program.with("AGENT_KEY", "dog").run("run");
    program.run("run", "--agent", "cat");
    assertThat(program.errors())
        .satisfiesExactly(
            line -> assertThat(line).contains("cow"),
            line -> assertThat(line).contains("dog"),
            line -> assertThat(line).contains("cat"));
  }

  @Test
  void all_missing_fields_are_named_at_once() throws IOException {
    config("bot:\n  agent_id: ''\n  model: gpt\n");
    assertThat(program.run("run")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("agent_config.yaml: bot: missing or empty: agent_id, api_key.");
  }

  @Test
  void every_problem_of_a_section_gets_its_line() throws IOException {
    config(
        """
        bot:
          agent_id: a
          api_key: secret-key-of-bot
          aproval_mode: manual
          approval_policy: never
          codex:
            transport: tcp
          session:
            working_keep_alive_seconds: 6
            max_message_retry: 2
          contacts: {strategy: callback}
          features: {emit: [thoughts, everything]}
          repo: {path: /, url: "https://me:some-token@example.com/x.git"}
          ws_url: http://example.com
        """);
    program.with("CODEX_TURN_TIMEOUT_S", "soon").with("BAND_REST_URL", "ftp://x");
    assertThat(program.run("run", "--max-history-messages=-1", "--codex-sandbox", "wide"))
        .isEqualTo(2);
    assertThat(program.errors())
        .hasSize(12)
        .allMatch(line -> line.startsWith("band-codex: "))
        .noneMatch(line -> line.contains("secret-key-of-bot") || line.contains("some-token"))
        .anyMatch(
            line ->
                line.contains(
                    "bot.aproval_mode: there is no such key. Did you mean approval_mode?"))
        .anyMatch(line -> line.contains("agent_config.yaml: bot.codex.transport: \"tcp\""))
        .anyMatch(line -> line.contains("session.working_keep_alive_seconds: 6"))
        .anyMatch(line -> line.contains("session.max_message_retry"))
        .anyMatch(line -> line.contains("contacts.strategy: \"callback\""))
        .anyMatch(line -> line.contains("features.emit: everything"))
        .anyMatch(line -> line.contains("bot.repo.url: this address is not allowed"))
        .anyMatch(line -> line.contains("bot.ws_url"))
        .anyMatch(line -> line.contains("CODEX_TURN_TIMEOUT_S: \"soon\""))
        .anyMatch(line -> line.contains("BAND_REST_URL"))
        .anyMatch(line -> line.contains("--max-history-messages: \"-1\""))
        .anyMatch(line -> line.contains("--codex-sandbox: \"wide\""));
  }

  @Test
  void a_variable_that_is_not_set_is_named_with_the_key_that_needs_it() throws IOException {
    config(
        "bot: {agent_id: a, api_key: '${BOT_KEY}', model: '${M:-x}'}\nother: {api_key: '${O}'}\n");
    assertThat(program.run("run", "--agent", "bot")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("bot.api_key: the variable BOT_KEY is not set.");
  }

  @Test
  void a_wrong_word_or_flag_is_answered_with_the_nearest_known_one() {
    assertThat(program.run("rnu")).isEqualTo(2);
    assertThat(program.run("run", "--modle", "x")).isEqualTo(2);
    assertThat(program.run("run", "--model")).isEqualTo(2);
    assertThat(program.run("--debug", "run")).isEqualTo(2);
    assertThat(program.run("run", "--all", "--agent", "x")).isEqualTo(2);
    assertThat(program.run()).isEqualTo(2);
    assertThat(program.errors())
        .satisfiesExactly(
            line -> assertThat(line).contains("Did you mean run?"),
            line -> assertThat(line).contains("Did you mean --model?"),
            line -> assertThat(line).contains("--model"),
            line -> assertThat(line).contains("--debug"),
            line -> assertThat(line).contains("agent_config.yaml"));
  }

  @Test
  void help_and_version_end_with_0() {
    assertThat(program.run("--version")).isZero();
    assertThat(program.run("-V", "run")).isZero();
    assertThat(program.run("--help")).isZero();
    assertThat(program.run("run", "--help")).isZero();
    assertThat(program.errors()).isEmpty();
    assertThat(program.out()).contains("--approval-mode").contains("band-codex");
  }

  @Test
  void a_wrong_api_key_ends_with_2_and_is_not_printed() throws IOException {
    try (LocalBand band = LocalBand.start()) {
      var agent = agentOf(band);
      config(section(band, agent).replace(agent.apiKey(), "thnv_a_wrong-key"));
      assertThat(program.run("run")).isEqualTo(2);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .containsIgnoringCase("key")
          .doesNotContain("thnv_a_wrong-key");
    }
  }

  @Test
  void the_key_of_a_person_and_a_wrong_address_end_with_2() throws IOException {
    try (LocalBand band = LocalBand.start()) {
      var agent = agentOf(band);
      config(section(band, agent).replace(agent.apiKey(), agent.owner().apiKey()));
      assertThat(program.run("run")).isEqualTo(2);
      config(section(band, agent).replace(band.restUrl().toString(), band.restUrl() + "/nowhere"));
      assertThat(program.run("run")).isEqualTo(2);
      assertThat(program.errors()).hasSize(2);
    }
  }

  @Test
  void a_missing_codex_cli_ends_with_2_and_says_how_to_install_it() throws IOException {
    try (LocalBand band = LocalBand.start()) {
      config(section(band, agentOf(band)) + codex(List.of("/nonexistent/codex", "app-server")));
      assertThat(program.run("run")).isEqualTo(2);
      assertThat(program.errors()).singleElement().asString().contains("/nonexistent/codex", "npm");
    }
  }

  @Test
  void a_codex_that_exits_at_once_ends_with_1() throws IOException {
    try (LocalBand band = LocalBand.start()) {
      config(
          section(band, agentOf(band))
              + codex(List.of("/bin/sh", "-c", "echo broken installation >&2; exit 3")));
      assertThat(program.run("run")).isEqualTo(1);
      assertThat(program.errors()).singleElement().asString().contains("broken installation");
    }
  }

  @Test
  void a_codex_that_prints_garbage_ends_with_1() throws IOException {
    try (LocalBand band = LocalBand.start()) {
      config(
          section(band, agentOf(band))
              + "  request_timeout_s: 1\n"
              + codex(List.of("/bin/sh", "-c", "yes this is no app-server | head -50; sleep 60")));
      assertThat(program.run("run")).isEqualTo(1);
      assertThat(program.errors()).singleElement().asString().isNotBlank();
    }
  }

  @Test
  void a_band_that_cannot_be_reached_ends_with_1_when_the_time_is_over() throws IOException {
    try (Socket bound = new Socket()) { // nobody else gets the port, and nobody answers there
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      config(
          "bot:\n  agent_id: a\n  api_key: some-api-key\n  rest_url: http://127.0.0.1:%d\n"
                  .formatted(bound.getLocalPort())
              + "  agent: {single_instance: false}\n"
              + codex(FakeAppServer.command()));
      assertThat(program.run("run", "--connect-timeout", "0.1")).isEqualTo(1);
    }
    assertThat(program.errors()).singleElement().asString().doesNotContain("some-api-key");
  }

  @Test
  void a_port_in_use_ends_local_with_2() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(program.run("local", "--port", "" + taken.getLocalPort())).isEqualTo(2);
    }
    assertThat(program.run("local", "--port", "70000")).isEqualTo(2);
    assertThat(program.run("local", "--port", "x")).isEqualTo(2);
    assertThat(program.run("local", "--port", "0", "--agent", "nobody/x")).isEqualTo(2);
    assertThat(program.errors())
        .hasSize(4)
        .allMatch(line -> line.startsWith("band-codex: "))
        .anyMatch(line -> line.contains("in use"));
  }

  @Test
  void an_agent_of_a_fleet_that_fails_does_not_stop_the_others() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var agent = agentOf(band);
      config(
          section(band, agent)
              + codex(FakeAppServer.command())
              + codexEnv(FakeScript.create())
              + "broken:\n  agent_id: x\n  api_key: y\n  colour: red\n");
      var code = new java.util.concurrent.CompletableFuture<Integer>();
      Thread.ofVirtual().start(() -> code.complete(program.run("run", "--all")));
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(60))
          .until(() -> band.sockets().connected(agent) || code.isDone());
      assertThat(code).isNotDone();
      program.stop();
      assertThat(code.get(60, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(program.errors())
          .singleElement()
          .asString()
          .contains("agent broken: ")
          .contains("colour");
    }
  }
}
