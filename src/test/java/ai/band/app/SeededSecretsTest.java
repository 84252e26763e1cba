package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.world.Entry;
import ai.band.platform.SecretMask;
import ai.band.testkit.FakeScript;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets are sown wherever a configuration may hold one, and everything that leaves the program is
 * searched for them: logs at trace, posts, events, metrics, readiness, config, doctor, errors.
 */
class SeededSecretsTest {
  private static final String OPENAI = "sk-seeded-openai-key-111111";
  private static final String TOKEN = "ghp_seeded_github_token_222222";
  private static final String CODEX_TOKEN = "seeded-codex-auth-token-333333";
  private static final String HEADER = "seeded-header-value-444444";
  private static final String WS_TOKEN = "seeded-socket-token-555555";
  private static final List<String> SEEDS = List.of(OPENAI, TOKEN, CODEX_TOKEN, HEADER, WS_TOKEN);

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void logAsBefore() throws Exception {
    context().reset();
    new ContextInitializer(context()).autoConfig();
  }

  @Test
  void nothing_that_leaves_the_program_holds_a_seeded_secret() throws Exception {
    String said = "I know " + String.join(" and ", SEEDS);
    FakeScript script =
        FakeScript.create()
            .when("break", FakeScript.fail("badRequest", "bad header " + HEADER + " " + OPENAI))
            .when("die", FakeScript.exit(3))
            .otherwise(
                FakeScript.run("curl -H 'Authorization: " + HEADER + "'").put("output", said),
                FakeScript.say(said));
    try (var stage = new ProgramStage(folder)) {
      stage.configure(script);
      sow(stage);
      Path log = folder.resolve("agent.log");
      var stop = new StopRequest();
      var code = new CompletableFuture<Integer>();
      Program program = program(environment(stage), stop, context());
      Thread.ofVirtual()
          .name("seeded-program")
          .start(
              () ->
                  code.complete(
                      Main.run(
                          program,
                          "run",
                          "--debug",
                          "--log-level=trace",
                          "--log-root-level=trace",
                          "--log-console-style=json",
                          "--log-file",
                          log.toString(),
                          "--health-port",
                          "" + stage.port)));
      stage.awaitReady();
      stage.awaitReply(stage.say("hello"));
      stage.awaitReply(stage.say("break"));
      await().atMost(ProgramStage.PATIENCE).until(() -> eventsOf(stage).contains("bad header"));
      stage.say("die");
      await().atMost(ProgramStage.PATIENCE).until(() -> text(err).contains("exit code 3"));

      assertClean(stage, "metrics", stage.get("/metrics").body());
      assertClean(stage, "readiness", stage.get("/ready").body());
      stop.request();
      assertThat(code.get(60, TimeUnit.SECONDS)).as(() -> text(err)).isNotNull();
      assertClean(stage, "console", text(out) + text(err));
      assertThat(text(err)).contains("\"level\":\"TRACE\"", "\"room_id\"", "***");
      assertClean(stage, "log file", Files.readString(log));
      assertClean(stage, "posts and events", eventsOf(stage));
      assertThat(eventsOf(stage)).contains("I know [secret]", "bad header [secret]");
    }
  }

  @Test
  void config_doctor_and_errors_hold_no_seeded_secret() throws Exception {
    FakeScript script = FakeScript.create().exitAtStart(1, "no access with " + OPENAI + HEADER);
    try (var stage = new ProgramStage(folder)) {
      stage.configure(script);
      sow(stage);
      for (List<String> words :
          List.of(
              List.of("config", "--with-defaults"),
              List.of("doctor"),
              List.of("doctor", "--json"),
              List.of("run", "--debug", "--log-level=trace", "--connect-timeout", "1"),
              List.of("login", "--debug", "--with-api-key"))) {
        Main.run(
            program(environment(stage), new StopRequest(), context()),
            words.toArray(String[]::new));
        assertClean(stage, String.join(" ", words.subList(0, 1)), text(out) + text(err));
      }
      assertThat(text(out)).contains("api_key = ***", "OPENAI_API_KEY=***", "AUTH_TOKEN=***");
      assertThat(text(out)).contains("no access with ***");
    }
  }

  @Test
  void an_exception_that_quotes_a_secret_is_masked_with_its_causes() {
    Program program = program(Map.of("SOME_TOKEN", TOKEN), new StopRequest(), context());
    program.secrets().register(OPENAI);
    var cause = new IllegalStateException("cause with " + TOKEN);
    cause.addSuppressed(new IllegalArgumentException("suppressed with " + OPENAI));

    new ErrorReport(program, true).tell(new RuntimeException("failed with " + OPENAI, cause));

    assertThat(text(err)).contains("failed with ***", "suppressed with ***").doesNotContain(OPENAI);
  }

  private void sow(ProgramStage stage) throws Exception {
    Path file = folder.resolve("agent_config.yaml");
    String yaml = Files.readString(file);
    String env =
        """
          codex_env:
            OPENAI_API_KEY: %s
            CODEX_AUTH_TOKEN: %s
            PROXY_AUTHORIZATION: %s
        """
            .formatted(OPENAI, CODEX_TOKEN, HEADER)
            .indent(0);
    Files.writeString(
        file,
        yaml.replace("  codex_env:\n", env)
                .replace("\n  codex_env", "\n  codex_ws_token: " + WS_TOKEN + "\n  codex_env")
            + "  features: {emit: [execution, thoughts, task_events]}\n");
    assertThat(Files.readString(file)).contains(stage.bot.apiKey(), OPENAI, CODEX_TOKEN, HEADER);
  }

  private Map<String, String> environment(ProgramStage stage) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("GITHUB_TOKEN", TOKEN);
    environment.put("PATH", System.getenv("PATH"));
    return environment;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private Program program(
      Map<String, String> environment, StopRequest stop, LoggerContext logging) {
    return new Program(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        InputStream.nullInputStream(),
        environment,
        folder,
        new SecretMask(),
        stop,
        logging);
  }

  private static String eventsOf(ProgramStage stage) {
    List<Entry> all = stage.band.world().ledger().events(stage.room);
    return all.stream()
            .map(
                entry ->
                    entry.content()
                        + " "
                        + JsonMapper.shared().writeValueAsString(entry.metadata()))
            .collect(Collectors.joining("\n"))
        + stage.band.world().ledger().by(stage.room, stage.bot).stream()
            .map(Entry::content)
            .collect(Collectors.joining("\n"));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void assertClean(ProgramStage stage, String where, String text) {
    assertThat(text).as(where).isNotBlank().doesNotContain(stage.bot.apiKey());
    for (String seed : SEEDS) {
      assertThat(text).as(where).doesNotContain(seed);
    }
  }
}
