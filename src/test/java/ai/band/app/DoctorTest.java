package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.LocalBand;
import ai.band.local.OfflineModel;
import ai.band.local.world.RegisteredAgent;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import ai.band.testkit.RealCodex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Set-ups that are broken in one way each, and what doctor says of them. */
class DoctorTest {
  private final LocalBand band = LocalBand.start();
  private final Map<String, Object> section = new LinkedHashMap<>();
  private FakeScript script = FakeScript.create();
  private RegisteredAgent bot;
  @TempDir Path folder;

  @BeforeEach
  void aSetUpThatWorks() throws IOException {
    var alice = band.world().directory().addPerson("alice", "Alice");
    bot = band.world().directory().addAgent(alice, "Bot", "helps");
    Files.createDirectories(folder.resolve("work/.git"));
    section.put("agent_id", bot.id());
    section.put("api_key", bot.apiKey());
    section.put("rest_url", band.restUrl().toString());
    section.put("ws_url", band.socketUrl().toString());
    section.put("cwd", folder.resolve("work").toString());
    section.put("sandbox", "workspace-write");
    section.put("approval_policy", "on-request");
    section.put("codex_command", List.of(fake().toString(), "app-server"));
  }

  @AfterEach
  void end() {
    band.close();
  }

  @Test
  void a_set_up_that_works_is_ok_in_every_line() throws IOException {
    CommandLineRun doctor = doctor();

    assertThat(doctor.code()).as(doctor.out()).isZero();
    assertThat(doctor.out())
        .contains("ok       bot configuration", "ok       bot workspace", "ok       bot codex")
        .contains("ok       bot login", "ok       bot sandbox", "ok       bot band rest")
        .contains("ok       bot band socket: connected", "0 broken");
  }

  @Test
  void an_agent_that_runs_is_not_displaced() throws Exception {
    try (var stage = new ProgramStage(folder).configure(script).run().awaitReady()) {
      section.put("agent_id", stage.bot.id());
      section.put("api_key", stage.bot.apiKey());
      section.put("rest_url", stage.band.restUrl().toString());
      section.put("ws_url", stage.band.socketUrl().toString());

      CommandLineRun doctor = doctor();

      assertThat(doctor.code()).as(doctor.out()).isZero();
      assertThat(doctor.out()).contains("connected already");
      assertThat(stage.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_missing_codex_is_named_with_its_key() throws IOException {
    section.put("codex_command", List.of("/nowhere/codex", "app-server"));

    assertBroken(2, "bot codex: ", "agent_config.yaml: bot.codex_command", "/nowhere/codex");
  }

  @Test
  void a_codex_that_ends_at_once_is_a_live_failure() throws IOException {
    script = FakeScript.create().exitAtStart(1, "out of memory");

    assertBroken(1, "bot codex: ", "bot.codex_command", "out of memory", "runs in a terminal");
  }

  @Test
  void a_codex_that_cannot_read_its_configuration_is_misconfigured() throws IOException {
    script = FakeScript.create().exitAtStart(1, "Error loading config.toml: bad line");

    assertBroken(2, "bot codex: ", "config.toml", "bad line", "Correct the file");
  }

  @Test
  void untrusted_in_the_configuration_of_codex_is_named_with_the_place_where_it_belongs()
      throws IOException {
    script =
        FakeScript.create()
            .exitAtStart(
                1,
                "Error: approval_policy = \"untrusted\" is no longer supported; remove this"
                    + " setting");

    assertBroken(
        2, "bot codex: ", "config.toml", "approval_policy: \"untrusted\"", "the agent's section");
  }

  @Test
  void the_real_codex_is_asked_what_it_thinks_of_its_configuration() throws IOException {
    try (var model = OfflineModel.start(0)) {
      RealCodex codex = RealCodex.with(model);
      Path home = Files.createDirectories(folder.resolve("home"));
      section.put("codex_command", codex.command());
      Map<String, Object> environment = new LinkedHashMap<>(codex.environment());
      environment.put("CODEX_HOME", home.toString());
      section.put("codex_env", environment);

      Files.writeString(home.resolve("config.toml"), "sandbox_mode = \"nonsense\"\n");
      CommandLineRun ignored = run("doctor", "--offline");
      Files.writeString(home.resolve("config.toml"), "approval_policy = \"untrusted\"\n");
      CommandLineRun stopped = run("doctor", "--offline");

      assertThat(ignored.code()).isEqualTo(2);
      assertThat(line(ignored, "bot codex configuration"))
          .startsWith("broken")
          .contains("config.toml:1", "nonsense", "Correct the line");
      assertThat(stopped.code()).isEqualTo(2);
      assertThat(line(stopped, "bot codex"))
          .startsWith("broken")
          .contains(home.resolve("config.toml").toString(), "\"untrusted\"", "Remove the line");
    }
  }

  @Test
  void a_codex_from_before_the_app_server_is_too_old() throws IOException {
    Path old =
        Files.writeString(
            folder.resolve("old-codex"),
            """
            #!/bin/sh
            [ "$1" = --version ] && { echo "codex-cli 0.45.0"; exit 0; }
            echo "error: unrecognized subcommand" >&2
            exit 2
            """);
    assertThat(old.toFile().setExecutable(true)).isTrue();
    section.put("codex_command", List.of(old.toString(), "app-server"));

    assertBroken(2, "bot codex: ", "bot.codex_command", "0.45.0", "0.160.0", "npm install");
  }

  @Test
  void a_codex_server_that_is_not_there_is_a_live_failure() throws IOException {
    section.put("transport", "ws");
    section.put("codex_ws_url", "ws://127.0.0.1:1");

    CommandLineRun doctor =
        assertBroken(1, "bot codex: ", "bot.codex_ws_url", "ws://127.0.0.1:1", "Start it with");
    assertThat(line(doctor, "bot codex")).doesNotContain("CODEX_HOME");
  }

  @Test
  void a_repository_to_prepare_needs_git() throws IOException {
    section.put(
        "repo", Map.of("path", folder.resolve("work").toString(), "url", "https://a.invalid/b"));
    section.put("codex_env", FakeAppServer.environment(script));
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        JsonMapper.shared().writeValueAsString(Map.of("bot", section)));
    var doctor = new CommandLineRun(folder).with("PATH", "/nowhere");

    assertThat(doctor.run("doctor")).isEqualTo(2);
    assertThat(line(doctor, "git")).startsWith("warning").contains("Install git");
    assertThat(line(doctor, "bot repository"))
        .startsWith("broken")
        .contains("bot.repo.path", "/work", "Install git");
  }

  @Test
  void a_working_tree_that_is_still_to_be_cloned_is_no_fault() throws IOException {
    Path tree = folder.resolve("to-come");
    section.remove("cwd");
    section.put("repo", Map.of("path", tree.toString(), "url", "https://a.invalid/b.git"));

    CommandLineRun doctor = doctor();

    assertThat(doctor.code()).as(doctor.out()).isZero();
    assertThat(line(doctor, "bot repository")).startsWith("ok").contains(tree.toString(), "cloned");
    assertThat(tree).doesNotExist();
  }

  @Test
  void one_bad_section_does_not_hide_what_is_wrong_with_another() throws IOException {
    section.put("codex_env", FakeAppServer.environment(script));
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        JsonMapper.shared()
            .writeValueAsString(
                Map.of("no_map", 3, "bot", section, "empty", Map.of("agent_id", ""))));
    var doctor = new CommandLineRun(folder).with("PATH", System.getenv("PATH"));

    assertThat(doctor.run("doctor", "--all")).isEqualTo(2);
    assertThat(line(doctor, "no_map configuration")).startsWith("broken").contains("not a map");
    assertThat(line(doctor, "empty configuration")).startsWith("broken").contains("api_key");
    assertThat(line(doctor, "bot band socket")).startsWith("ok");
  }

  @Test
  void wrong_options_of_logging_are_found_in_the_file_and_in_variables() throws IOException {
    section.put("codex_env", FakeAppServer.environment(script));
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        JsonMapper.shared()
            .writeValueAsString(Map.of("defaults", Map.of("log_level", "lowd"), "bot", section)));
    var file = new CommandLineRun(folder);
    var variable = new CommandLineRun(folder).with("BAND_LOG_LEVEL", "softly");

    assertThat(file.run("doctor", "--offline")).isEqualTo(2);
    assertThat(line(file, "configuration")).startsWith("broken").contains("log_level", "lowd");
    assertThat(variable.run("doctor", "--offline")).isEqualTo(2);
    assertThat(variable.out())
        .containsOnlyOnce("broken   configuration: BAND_LOG_LEVEL: \"softly\"");
  }

  @Test
  void as_json_a_variable_that_is_wrong_is_a_finding_with_its_remedy() throws IOException {
    Files.writeString(folder.resolve("agent_config.yaml"), "bot: {agent_id: ''}\n");
    for (var set :
        Map.of(
                "BAND_REST_URL_FILE",
                "/nowhere",
                "BAND_LOG_LEVEL",
                "softly",
                "BAND_HEALTH_PORT",
                "x")
            .entrySet()) {
      var doctor = new CommandLineRun(folder).with(set.getKey(), set.getValue());

      assertThat(doctor.run("doctor", "--json")).isEqualTo(2);
      JsonNode told = JsonMapper.shared().readTree(doctor.out());
      assertThat(told.path("ok").asBoolean(true)).isFalse();
      assertThat(told.path("findings").valueStream())
          .anySatisfy(
              finding -> {
                assertThat(finding.path("state").asString()).isEqualTo("broken");
                assertThat(finding.path("what").asString())
                    .contains(set.getKey(), '"' + set.getValue() + '"');
                assertThat(finding.path("remedy").asString()).isNotEmpty();
              });
    }
  }

  @Test
  void the_log_never_mixes_with_the_findings() throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    var logging = new ch.qos.logback.classic.LoggerContext();
    var print = new java.io.PrintStream(out, true, java.nio.charset.StandardCharsets.UTF_8);
    var program =
        new Program(
            print,
            new java.io.PrintStream(java.io.OutputStream.nullOutputStream()),
            java.io.InputStream.nullInputStream(),
            Map.of("BAND_LOG_STREAM", "stdout"),
            folder,
            new ai.band.platform.SecretMask(),
            new StopRequest(),
            logging);

    Main.run(program, "doctor", "--json");
    logging.getLogger("ai.band.x").error("not here");

    assertThat(JsonMapper.shared().readTree(out.toString()).has("findings")).isTrue();
    assertThat(out.toString()).doesNotContain("not here");
  }

  @Test
  void a_codex_that_is_too_old_is_named() throws IOException {
    script = FakeScript.create().version("0.120.0");

    assertBroken(2, "bot codex: ", "0.120.0", "0.160.0", "npm install");
  }

  @Test
  void a_missing_login_is_named() throws IOException {
    Path account = folder.resolve("account.json");
    Files.writeString(account, "{\"account\":null,\"requiresOpenaiAuth\":true}");
    script = FakeScript.create().accountFrom(account);

    assertBroken(2, "bot login: ", "not logged in", "CODEX_HOME", "band-codex login");
  }

  @Test
  void a_workspace_that_cannot_be_written_is_named() throws IOException {
    section.put("cwd", "/proc/self/task");

    assertBroken(2, "bot workspace: ", "bot.cwd", "/proc/self/task", "read-write");
  }

  @Test
  void a_workspace_that_does_not_exist_is_named() throws IOException {
    section.put("cwd", "/nowhere/work");

    assertBroken(2, "bot configuration: ", "bot.cwd", "/nowhere/work", "Create it");
  }

  @Test
  void a_sandbox_that_cannot_start_is_broken_with_its_reason() throws IOException {
    script = FakeScript.create().sandboxFails("bwrap: No permissions to create new namespace");

    assertBroken(
        1,
        "bot sandbox: ",
        "bot.sandbox",
        "workspace-write",
        "No permissions to create new namespace",
        "external-sandbox",
        "untrusted");
  }

  @Test
  void offline_a_sandbox_that_cannot_start_is_a_warning() throws IOException {
    script = FakeScript.create().sandboxFails("bwrap: No permissions to create new namespace");
    section.put("rest_url", "http://127.0.0.1:1");

    CommandLineRun doctor = doctor("--offline");

    assertThat(doctor.code()).as(doctor.out()).isZero();
    assertThat(line(doctor, "bot sandbox"))
        .startsWith("warning")
        .contains("No permissions to create new namespace", "external-sandbox");
    assertThat(doctor.out()).doesNotContain("bot band").doesNotContain("bot login");
  }

  @Test
  void a_sandbox_that_lets_a_write_out_is_broken() throws IOException {
    script = FakeScript.create().sandboxLeaks();

    assertBroken(1, "bot sandbox: ", "bot.sandbox", "outside of the workspace", "external-sandbox");
  }

  @Test
  void a_wrong_key_is_named_and_not_shown() throws IOException {
    section.put("api_key", "band_a_wrong-key-wrong-key");

    CommandLineRun doctor =
        assertBroken(2, "bot band rest: ", "api_key", "***", band.restUrl().toString(), "Copy");
    assertThat(doctor.out()).doesNotContain("wrong-key-wrong-key");
  }

  @Test
  void the_id_of_another_agent_is_named() throws IOException {
    var other =
        band.world().directory().addAgent(band.world().directory().addPerson("b", "B"), "O", "");
    section.put("agent_id", other.id());

    assertBroken(2, "bot band rest: ", "agent_id", other.id(), bot.id(), "Set the id");
  }

  @Test
  void a_band_that_does_not_answer_is_a_live_failure() throws IOException {
    section.put("rest_url", "http://127.0.0.1:1");

    assertBroken(1, "bot band rest: ", "bot.rest_url", "http://127.0.0.1:1", "Check");
  }

  @Test
  void a_socket_address_that_is_none_is_named() throws IOException {
    section.put("ws_url", band.socketUrl().toString().replace("/socket/", "/sockets/"));

    assertBroken(2, "bot band socket: ", "bot.ws_url", "/sockets/", "Give an address");
  }

  @Test
  void settings_that_contradict_each_other_are_named() throws IOException {
    section.put("approval_policy", "never");
    section.put("approval_mode", "auto_accept");

    CommandLineRun doctor = doctor();

    assertThat(doctor.code()).as(doctor.out()).isZero();
    assertThat(line(doctor, "bot configuration"))
        .startsWith("warning")
        .contains(
            "bot.approval_mode: \"auto_accept\"", "bot.approval_policy", "Set approval_policy");
  }

  @Test
  void approvals_that_nobody_could_give_are_broken() throws IOException {
    section.put("approval_approvers", List.of("requester"));
    section.put("approval_four_eyes", true);

    assertBroken(2, "bot configuration: ", "bot.approval_four_eyes", "true", "nobody could");
  }

  @Test
  void a_key_that_is_misspelt_is_named_with_what_was_meant() throws IOException {
    section.put("aproval_mode", "manual");

    assertBroken(2, "bot configuration: ", "bot.aproval_mode", "Did you mean approval_mode?");
  }

  @Test
  void a_missing_file_is_broken_online_and_a_warning_offline() throws IOException {
    var online = new CommandLineRun(folder);
    var offline = new CommandLineRun(folder);

    assertThat(online.run("doctor")).isEqualTo(2);
    assertThat(offline.run("doctor", "--offline", "--codex-command", fake() + " app-server"))
        .isZero();
    assertThat(line(offline, "configuration")).startsWith("warning");
    assertThat(line(offline, "sandbox")).startsWith("ok");
  }

  @Test
  void the_real_codex_is_looked_at_with_its_schema_and_its_sandbox() throws IOException {
    try (var model = OfflineModel.start(0)) {
      RealCodex codex = RealCodex.with(model);
      section.put("codex_command", codex.command());
      Map<String, Object> environment = new LinkedHashMap<>(codex.environment());
      section.put("codex_env", environment);

      CommandLineRun doctor = run("doctor");

      assertThat(line(doctor, "bot codex")).startsWith("ok");
      assertThat(line(doctor, "bot schema")).startsWith("ok");
      assertThat(line(doctor, "bot login")).startsWith("ok").contains("needs no login");
      // Not every machine lets the sandbox start; what it says is then the finding.
      assertThat(line(doctor, "bot sandbox"))
          .matches(
              "ok .* a write outside of the workspace was refused|broken .*external-sandbox.*");
    }
  }

  @Test
  void as_json_each_finding_has_its_parts() throws IOException {
    section.put("rest_url", "http://127.0.0.1:1");

    CommandLineRun doctor = doctor("--json");

    JsonNode told = JsonMapper.shared().readTree(doctor.out());
    assertThat(told.path("ok").asBoolean()).isFalse();
    assertThat(told.path("findings").valueStream().map(f -> f.path("check").asString()))
        .contains("java", "git", "configuration", "codex", "sandbox", "band rest");
    assertThat(
            told.path("findings")
                .valueStream()
                .filter(f -> f.path("state").asString().equals("broken")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.path("agent").asString()).isEqualTo("bot");
              assertThat(finding.path("what").asString()).contains("http://127.0.0.1:1");
            });
  }

  private CommandLineRun assertBroken(int code, String check, String... words) throws IOException {
    CommandLineRun doctor = doctor();

    assertThat(doctor.code()).as(doctor.out()).isEqualTo(code);
    assertThat(line(doctor, check.strip().replaceFirst(":$", "")))
        .startsWith("broken")
        .contains(words);
    return doctor;
  }

  private static String line(CommandLineRun doctor, String about) {
    return doctor
        .out()
        .lines()
        .filter(line -> line.contains(" " + about + ": "))
        .reduce((first, second) -> first.startsWith("broken") ? first : second)
        .orElseThrow(() -> new AssertionError("no line about " + about + " in " + doctor.out()));
  }

  /** Its class path may be relative to where the test runs. */
  private Path fake() throws IOException {
    StringBuilder run =
        new StringBuilder("#!/bin/sh\ncd '" + Path.of("").toAbsolutePath() + "'\nexec");
    FakeAppServer.command().forEach(word -> run.append(" '").append(word).append('\''));
    Path program = Files.writeString(folder.resolve("codex"), run + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private CommandLineRun doctor(String... flags) throws IOException {
    section.put("codex_env", FakeAppServer.environment(script));
    String[] all = new String[flags.length + 1];
    all[0] = "doctor";
    System.arraycopy(flags, 0, all, 1, flags.length);
    return run(all);
  }

  private CommandLineRun run(String... words) throws IOException {
    String yaml = JsonMapper.shared().writeValueAsString(Map.of("bot", section));
    Files.writeString(folder.resolve("agent_config.yaml"), yaml);
    var run = new CommandLineRun(folder).with("PATH", System.getenv("PATH"));
    run.run(words);
    return run;
  }
}
