package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.OfflineModel;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import ai.band.testkit.RealCodex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Logging Codex in without a browser. */
class LoginTest {
  private static final String KEY = "sk-seeded-login-key-0123456789";

  @TempDir Path folder;

  @Test
  void the_real_codex_keeps_a_key_from_standard_input_and_nobody_prints_it() throws Exception {
    try (var model = OfflineModel.start(0)) {
      RealCodex codex = RealCodex.with(model);
      CommandLineRun program = real(codex).typing(KEY + "\n");

      assertThat(program.run("login", "--with-api-key")).as(program.errors()::toString).isZero();

      assertKept(codex, program);
    }
  }

  @Test
  void the_real_codex_keeps_a_key_from_the_environment() throws Exception {
    try (var model = OfflineModel.start(0)) {
      RealCodex codex = RealCodex.with(model);
      CommandLineRun program = real(codex).with("OPENAI_API_KEY", KEY);

      assertThat(program.run("login")).as(program.errors()::toString).isZero();

      assertKept(codex, program);
    }
  }

  private static void assertKept(RealCodex codex, CommandLineRun program) throws Exception {
    Path auth = codex.codexHome().resolve("auth.json");
    assertThat(Files.readString(auth)).contains(KEY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(auth)))
        .isEqualTo("rw-------");
    assertThat(program.out()).contains("logged in", codex.codexHome().toString());
    assertThat(program.out() + program.errors()).doesNotContain(KEY);
  }

  @Test
  void a_device_code_is_printed_and_waited_for() {
    CommandLineRun program = fake(FakeScript.create().deviceLoginEnds(null));

    assertThat(program.run("login", "--device-code")).as(program.errors()::toString).isZero();

    assertThat(program.out())
        .contains("https://auth.example.com/codex/device", "ABCD-12345", "Codex is logged in");
  }

  @Test
  void without_a_key_the_device_code_is_the_way() {
    CommandLineRun program = fake(FakeScript.create().deviceLoginEnds(null));

    assertThat(program.run("login")).isZero();
    assertThat(program.out()).contains("ABCD-12345");
  }

  @Test
  void a_login_that_is_turned_down_fails_with_its_reason() {
    CommandLineRun program = fake(FakeScript.create().deviceLoginEnds("the code has expired"));

    assertThat(program.run("login", "--device-code")).isEqualTo(1);
    assertThat(program.errors()).singleElement().asString().contains("the code has expired");
  }

  @Test
  void a_device_code_that_cannot_be_fetched_fails_with_the_reason() {
    CommandLineRun program = fake(FakeScript.create());

    assertThat(program.run("login", "--device-code")).isEqualTo(1);
    assertThat(program.errors()).singleElement().asString().contains("no network");
  }

  @Test
  void no_key_at_all_is_a_wrong_use_with_a_remedy() {
    CommandLineRun program = fake(FakeScript.create());

    assertThat(program.run("login", "--with-api-key")).isEqualTo(2);
    assertThat(program.errors())
        .singleElement()
        .asString()
        .contains("no API key", "standard input", "OPENAI_API_KEY");
  }

  @Test
  void both_ways_at_once_are_refused() {
    assertThat(fake(FakeScript.create()).run("login", "--with-api-key", "--device-code"))
        .isEqualTo(2);
  }

  private CommandLineRun real(RealCodex codex) throws Exception {
    return program(codex.command(), codex.environment());
  }

  private CommandLineRun fake(FakeScript script) {
    return program(FakeAppServer.command(), FakeAppServer.environment(script));
  }

  private CommandLineRun program(List<String> command, Map<String, String> environment) {
    return new CommandLineRun(folder)
        .with("CODEX_COMMAND", String.join(" ", command.stream().map(w -> "'" + w + "'").toList()))
        .with("CODEX_CODEX_ENV", JsonMapper.shared().writeValueAsString(environment));
  }
}
