package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every variable of the launcher changes the effective configuration, wins over the file, and is
 * named as the source.
 */
class LauncherVariablesTest {
  @TempDir Path folder;

  /** Variable, value, and the line that {@code config} prints. */
  private record Row(String variable, String value, String line) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("AGENT_CONFIG", "other.yaml", "config = other.yaml"),
          new Row("AGENT_KEY", "second", "agent = second"),
          new Row("CODEX_AGENT_KEY", "second", "agent = second"),
          new Row("CODEX_CWD", "/", "cwd = /"),
          new Row("CODEX_TRANSPORT", "ws", "transport = ws"),
          new Row("CODEX_WS_URL", "ws://127.0.0.1:9", "codex_ws_url = ws://127.0.0.1:9"),
          new Row("CODEX_MODEL", "m2", "model = m2"),
          new Row("CODEX_ROLE", "reviewer", "role = reviewer"),
          new Row("CODEX_SANDBOX", "read-only", "sandbox = read-only"),
          new Row("CODEX_REASONING_EFFORT", "high", "reasoning_effort = high"),
          new Row("CODEX_APPROVAL_MODE", "auto_decline", "approval_mode = auto_decline"),
          new Row("CODEX_APPROVAL_POLICY", "untrusted", "approval_policy = untrusted"),
          new Row("CODEX_TURN_TASK_MARKERS", "yes", "emit_turn_task_markers = true"),
          new Row("REPO_INIT_LOCK_TIMEOUT_S", "7", "repo.lock_timeout_s = 7"),
          new Row(
              "GIT_SSH_STRICT_HOST_KEY_CHECKING", "no", "repo.strict_host_key_checking = false"),
          new Row("BAND_WS_URL", "ws://b.invalid/s", "ws_url = ws://b.invalid/s"),
          new Row("BAND_REST_URL", "http://b.invalid", "rest_url = http://b.invalid"),
          new Row("BAND_LOG_LEVEL", "debug", "log_level = debug"),
          new Row("BAND_LOG_ROOT_LEVEL", "error", "log_root_level = error"),
          new Row("BAND_LOG_FILE", "x.log", "log_file = x.log"),
          new Row("BAND_LOG_FILE_LEVEL", "trace", "log_file_level = trace"),
          new Row("BAND_LOG_MAX_BYTES", "1000", "log_max_bytes = 1000"),
          new Row("BAND_LOG_BACKUPS", "3", "log_backups = 3"),
          new Row("BAND_LOG_CONSOLE_STYLE", "rich", "log_console_style = rich"),
          new Row("BAND_LOG_FILE_STYLE", "json", "log_file_style = json"),
          new Row("BAND_LOG_STREAM", "stdout", "log_stream = stdout"),
          new Row("BAND_LOG_OVERRIDES", "{\"x\":\"debug\"}", "log_overrides = {\"x\":\"debug\"}"),
          new Row("GIT_SAFE_DIRS", "/a,/b", "git_safe_dirs = /a /b"),
          new Row("CODEX_RUNTIME_HOME", "/r", "codex_runtime_home = /r"),
          new Row("CODEX_USE_SOURCE_HOME", "true", "codex_use_source_home = true"),
          new Row("CODEX_DISABLE_WEBSOCKET", "false", "codex_disable_websocket = false"));

  static List<String> variables() {
    return ROWS.stream().map(Row::variable).toList();
  }

  static Stream<Row> rows() {
    return ROWS.stream();
  }

  @BeforeEach
  void a_file_that_says_something_else() throws IOException {
    String agent =
        """
          agent_id: i
          api_key: band_a_key-of-the-agent
          ws_url: ws://a.invalid/s
          rest_url: http://a.invalid
          transport: stdio
          codex_ws_url: ws://127.0.0.1:8
          cwd: .
          model: m1
          role: planner
          sandbox: workspace-write
          reasoning_effort: low
          approval_mode: manual
          approval_policy: on-request
          emit_turn_task_markers: false
          repo: {path: '%s', lock_timeout_s: 5, strict_host_key_checking: true}
        """
            .formatted(folder);
    for (String name : List.of("agent_config.yaml", "other.yaml")) {
      Files.writeString(folder.resolve(name), "first:\n" + agent + "second:\n" + agent);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_variable_wins_and_is_named(Row row) {
    var config = new CommandLineRun(folder);
    if (!row.variable().endsWith("AGENT_KEY")) {
      config.with("AGENT_KEY", "first");
    }

    assertThat(config.with(row.variable(), row.value()).run("config"))
        .as("%s", config.errors())
        .isZero();
    assertThat(config.out().lines().map(String::strip))
        .contains(row.line() + "  (" + row.variable() + ")");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_blank_variable_is_none(Row row) {
    var config = new CommandLineRun(folder);

    assertThat(config.with("AGENT_KEY", "first").run("config")).isZero();
    var blank = new CommandLineRun(folder).with("AGENT_KEY", "first");
    if (!row.variable().equals("AGENT_KEY")) {
      assertThat(blank.with(row.variable(), "").run("config")).isZero();
      assertThat(blank.out()).isEqualTo(config.out());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CODEX_TRANSPORT,wire",
    "CODEX_WS_URL,http://x",
    "CODEX_SANDBOX,sand",
    "CODEX_REASONING_EFFORT,x y",
    "CODEX_APPROVAL_MODE,perhaps",
    "CODEX_TURN_TASK_MARKERS,perhaps",
    "REPO_INIT_LOCK_TIMEOUT_S,-1",
    "GIT_SSH_STRICT_HOST_KEY_CHECKING,perhaps",
    "BAND_WS_URL,http://x",
    "BAND_REST_URL,ws://x",
    "BAND_LOG_MAX_BYTES,many",
    "BAND_LOG_STREAM,file",
    "CODEX_USE_SOURCE_HOME,perhaps"
  })
  void a_value_that_is_not_allowed_is_named_with_its_variable(String variable, String value) {
    var config = new CommandLineRun(folder).with("AGENT_KEY", "first").with(variable, value);

    assertThat(config.run("config")).isEqualTo(ExitCodes.USAGE);
    assertThat(config.errors()).singleElement().asString().contains(variable, value.strip());
  }

  @Test
  void the_key_of_the_launcher_comes_before_that_of_codex() {
    var config =
        new CommandLineRun(folder).with("AGENT_KEY", "first").with("CODEX_AGENT_KEY", "second");

    assertThat(config.run("config")).isZero();
    assertThat(config.out()).contains("agent first").doesNotContain("agent second");
  }

  @Test
  void in_a_container_the_launchers_defaults_hold_until_a_variable_says_otherwise()
      throws IOException {
    Files.writeString(
        folder.resolve("agent_config.yaml"), "agent: {agent_id: i, api_key: k, cwd: .}\n");
    var plain = new CommandLineRun(folder).with("BAND_CONTAINER", "true");
    var other = new CommandLineRun(folder).with("BAND_CONTAINER", "true");
    Map.of("CODEX_SANDBOX", "read-only", "CODEX_APPROVAL_MODE", "auto_decline")
        .forEach(other::with);

    assertThat(plain.run("config", "--with-defaults")).as("%s", plain.errors()).isZero();
    assertThat(plain.out())
        .contains(
            "sandbox = external-sandbox",
            "approval_mode = manual",
            "approval_policy = never",
            "required_mounts = /workspace/repo",
            "codex_runtime_home = /workspace/state/codex-home",
            "repo.lock_timeout_s = 120",
            "health_port = 8089");
    assertThat(other.run("config")).isZero();
    assertThat(other.out()).contains("sandbox = read-only", "approval_mode = auto_decline");
  }
}
