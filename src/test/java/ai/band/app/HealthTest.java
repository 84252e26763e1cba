package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.testkit.FakeScript;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Readiness names what is broken, and liveness does not care. */
class HealthTest {
  /** What an operator is promised. */
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void ready_when_everything_works_and_the_command_says_so() throws Exception {
    try (var stage = new ProgramStage(folder).configure(FakeScript.create()).run().awaitReady()) {
      JsonNode told = json(stage.get("/ready"));

      assertThat(told.path("ready").asBoolean()).isTrue();
      for (String part : new String[] {"band", "codex", "login", "backlog"}) {
        assertThat(told.path("agents").path("bot").path(part).path("ok").asBoolean())
            .as(part)
            .isTrue();
      }
      assertThat(asked(stage)).isZero();
    }
  }

  @Test
  void a_lost_band_is_named() throws Exception {
    try (var stage = new ProgramStage(folder).configure(FakeScript.create()).run().awaitReady()) {
      stage.band.goDown();

      awaitProblem(stage, "band", "Not connected to Band");
      assertThat(ok(stage, "codex")).isTrue();
      assertThat(ok(stage, "login")).isTrue();
      assertThat(asked(stage)).isEqualTo(1);

      stage.band.comeBack();
      stage.awaitReady();
    }
  }

  @Test
  void a_codex_that_was_killed_is_started_again_without_a_message() throws Exception {
    try (var stage = new ProgramStage(folder).configure(FakeScript.create()).run().awaitReady()) {
      long first = stage.codexPid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      await().atMost(SOON).until(() -> stage.codexPid() != first);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(stage.get("/metrics").body())
                      .contains("band_codex_process_restarts_total{agent=\"bot\"} 1.0"));
      stage.awaitReady();
    }
  }

  @Test
  void a_codex_that_cannot_be_started_again_is_named() throws Exception {
    try (var stage = new ProgramStage(folder).configure(FakeScript.create()).run().awaitReady()) {
      Files.delete(stage.codex());
      ProcessHandle.of(stage.codexPid()).orElseThrow().destroyForcibly();

      awaitProblem(stage, "codex", "Codex cannot be started");
      assertThat(ok(stage, "band")).isTrue();
      assertThat(ok(stage, "backlog")).isTrue();
    }
  }

  @Test
  void a_login_that_is_gone_is_named() throws Exception {
    Path account = folder.resolve("account.json");
    try (var stage =
        new ProgramStage(folder)
            .configure(FakeScript.create().accountFrom(account))
            .run()
            .awaitReady()) {
      Files.writeString(account, "{\"account\":null,\"requiresOpenaiAuth\":true}");

      awaitProblem(stage, "login", "band-codex login");
      assertThat(ok(stage, "band")).isTrue();
      assertThat(ok(stage, "codex")).isTrue();

      Files.writeString(account, "{\"account\":{\"type\":\"apiKey\"},\"requiresOpenaiAuth\":true}");
      stage.awaitReady();
    }
  }

  @Test
  void a_login_that_the_provider_refuses_is_named_until_a_turn_works() throws Exception {
    FakeScript script =
        FakeScript.create()
            .when("first", FakeScript.fail("unauthorized", "401 Unauthorized"))
            .otherwise(FakeScript.say("fine"));
    try (var stage = new ProgramStage(folder).configure(script).run().awaitReady()) {
      stage.say("first");

      awaitProblem(stage, "login", "401 Unauthorized");

      stage.awaitReply(stage.say("second"));
      stage.awaitReady();
    }
  }

  @Test
  void too_many_waiting_messages_are_named() throws Exception {
    FakeScript script = FakeScript.create().otherwise(FakeScript.hold());
    try (var stage =
        new ProgramStage(folder)
            .configure(script)
            .run("--health-max-backlog", "2", "--shutdown-timeout", "0")
            .awaitReady()) {
      for (int i = 0; i < 4; i++) {
        stage.say("message " + i);
      }

      awaitProblem(stage, "backlog", "3 messages wait, more than 2");
      assertThat(ok(stage, "band")).isTrue();
    }
  }

  @Test
  void a_program_that_is_still_starting_is_alive_and_not_ready() throws Exception {
    try (var stage = new ProgramStage(folder)) {
      stage.configure(FakeScript.create());
      stage.band.goDown();
      stage.run();
      await().ignoreExceptions().atMost(SOON).until(() -> stage.get("/live").statusCode() == 200);

      assertThat(stage.get("/ready").statusCode()).isEqualTo(503);
      stage.band.comeBack();
      stage.awaitReady();
    }
  }

  @Test
  void metrics_tell_of_rooms_turns_times_posts_and_tokens() throws Exception {
    try (var stage = new ProgramStage(folder).configure(FakeScript.create()).run().awaitReady()) {
      stage.awaitReply(stage.say("hello"));

      // The reply is in the room before the turn and its post are counted.
      await()
          .atMost(ProgramStage.PATIENCE)
          .until(
              () ->
                  Stream.of(
                          "kind=\"output\"} 0.0",
                          "outcome=\"completed\"} 0.0",
                          "kind=\"message\",result=\"accepted\"} 0.0",
                          "_seconds_count{agent=\"bot\",phase=\"reply\"} 0")
                      .noneMatch(stage.get("/metrics").body()::contains));
      HttpResponse<String> metrics = stage.get("/metrics");

      assertThat(metrics.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
      assertThat(metrics.body())
          .contains(
              "band_codex_rooms{agent=\"bot\"} 1.0",
              "band_codex_ready{agent=\"bot\"} 1.0",
              "band_codex_messages_waiting{agent=\"bot\"} 0.0",
              "band_codex_approvals_pending{agent=\"bot\"} 0.0",
              "band_codex_reconnects_total{agent=\"bot\"} 0.0",
              "band_codex_rest_retries_total{agent=\"bot\"} 0.0",
              "band_codex_process_restarts_total{agent=\"bot\"} 0.0",
              "band_codex_turns_total{agent=\"bot\",outcome=\"completed\"} 1.0",
              "band_codex_turns_total{agent=\"bot\",outcome=\"failed\"} 0.0",
              "band_codex_turn_duration_seconds_count{agent=\"bot\"} 1",
              "band_codex_queue_wait_seconds_count{agent=\"bot\"} 1",
              "band_codex_turn_overhead_seconds_count{agent=\"bot\",phase=\"start\"} 1",
              "band_codex_turn_overhead_seconds_count{agent=\"bot\",phase=\"reply\"} 1",
              "band_codex_turn_overhead_seconds_bucket{agent=\"bot\",phase=\"start\",le=\"0.001\"}",
              "band_codex_posts_total{agent=\"bot\",kind=\"message\",result=\"accepted\"} 1.0",
              "band_codex_tokens_total{agent=\"bot\",kind=\"input\"}",
              "band_codex_post_retries_total{agent=\"bot\"} 0.0");
    }
  }

  @Test
  void of_several_agents_the_broken_one_is_named_and_the_other_is_ready() throws Exception {
    try (var stage = new ProgramStage(folder)) {
      stage.configure(FakeScript.create());
      Path file = folder.resolve("agent_config.yaml");
      String bot = Files.readString(file);
      var other = stage.band.world().directory().addAgent(stage.alice, "Other", "");
      String wrong =
          bot.replaceFirst("bot:", "wrong:")
              .replace(stage.bot.id(), other.id())
              .replace(stage.bot.apiKey(), "band_a_not-the-key-at-all");
      Files.writeString(file, bot + wrong);
      stage.run("--all");
      await()
          .ignoreExceptions()
          .atMost(ProgramStage.PATIENCE)
          .until(
              () -> json(stage.get("/ready")).path("agents").path("bot").path("ready").asBoolean());

      HttpResponse<String> ready = stage.get("/ready");
      JsonNode agents = json(ready).path("agents");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(agents.path("bot").path("ready").asBoolean()).isTrue();
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          json(stage.get("/ready"))
                              .path("agents")
                              .path("wrong")
                              .path("band")
                              .path("problem")
                              .asString())
                      .startsWith("Ended: ")
                      .contains("401")
                      .doesNotContain("not-the-key-at-all"));
      assertThat(stage.get("/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nobody_there_is_not_ready() {
    var program = new CommandLineRun(folder);

    assertThat(program.run("health", "--health-port", "1")).isEqualTo(1);
    assertThat(program.errors()).singleElement().asString().contains("--health-port");
  }

  @Test
  void an_endpoint_that_is_switched_off_is_no_reason_to_restart_a_container() throws Exception {
    var variable = new CommandLineRun(folder).with("BAND_HEALTH_PORT", "0");
    Files.writeString(
        folder.resolve("agent_config.yaml"), "defaults: {health_port: 0}\nbot: {agent_id: x}\n");
    var file = new CommandLineRun(folder);

    assertThat(variable.run("health")).isZero();
    assertThat(variable.out()).contains("BAND_HEALTH_PORT", "switches the health endpoint off");
    assertThat(file.run("health", "--live")).isZero();
    assertThat(file.out()).contains("agent_config.yaml: defaults.health_port");
  }

  @Test
  void a_taken_port_is_a_matter_of_configuration() throws Exception {
    try (var stage = new ProgramStage(folder).configure(FakeScript.create()).run().awaitReady()) {
      var second = new CommandLineRun(folder).with("BAND_HEALTH_PORT", "" + stage.port);

      assertThat(second.run("run")).isEqualTo(2);
      assertThat(second.errors())
          .singleElement()
          .asString()
          .contains("BAND_HEALTH_PORT", "" + stage.port, "Choose another");
    }
  }

  @Test
  void the_port_may_stand_in_the_file() throws Exception {
    try (var stage = new ProgramStage(folder)) {
      stage.configure(FakeScript.create(), "defaults:\n  health_port: " + stage.port + "\n");
      var program = new CommandLineRun(folder);

      assertThat(program.run("config")).isZero();
      assertThat(program.out())
          .contains("health_port = " + stage.port + "  (agent_config.yaml: defaults.health_port)");
    }
  }

  private static void awaitProblem(ProgramStage stage, String part, String words) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              HttpResponse<String> ready = stage.get("/ready");
              assertThat(ready.statusCode()).isEqualTo(503);
              JsonNode agent = json(ready).path("agents").path("bot");
              assertThat(agent.path(part).path("ok").asBoolean()).isFalse();
              assertThat(agent.path(part).path("problem").asString()).contains(words);
            });
    assertThat(stage.get("/live").statusCode()).isEqualTo(200);
  }

  private static boolean ok(ProgramStage stage, String part) {
    return json(stage.get("/ready")).path("agents").path("bot").path(part).path("ok").asBoolean();
  }

  private int asked(ProgramStage stage) {
    return new CommandLineRun(folder).with("BAND_HEALTH_PORT", "" + stage.port).run("health");
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }
}
