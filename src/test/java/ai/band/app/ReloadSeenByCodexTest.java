package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import ai.band.testkit.FakeSocketServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a file, of its prompts and of its secrets gets to Codex, at first and after a reload. */
class ReloadSeenByCodexTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;
  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot = band.world().directory().addAgent(alice, "Bot", "helps");
  private final Room room = band.world().rooms().create(alice, "Room", bot);
  private final CompletableFuture<Integer> code = new CompletableFuture<>();
  private CommandLineRun program;

  @AfterEach
  void close() {
    if (program != null) {
      program.stop();
    }
    band.close();
  }

  private void config(String... lines) throws IOException {
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        AgentYaml.section("bot", bot, band.restUrl(), band.socketUrl())
            + String.join("\n", lines)
            + "\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void run() {
    program = new CommandLineRun(folder);
    Thread.ofVirtual().start(() -> code.complete(program.run("run", "--shutdown-timeout", "5")));
    await().atMost(PATIENCE).until(() -> band.sockets().connected(bot) || code.isDone());
    assertThat(code).as(() -> String.valueOf(program.errors())).isNotDone();
  }

  private void talk(String text) {
    var asked = band.world().messages().post(room, alice, "@alice/bot " + text, bot);
    await().atMost(PATIENCE).until(() -> !band.world().ledger().replies(room, asked).isEmpty());
  }

  private List<String> refusal() {
    var refused = new CommandLineRun(folder);
    assertThat(refused.run("run")).isEqualTo(2);
    return refused.errors();
  }

  private static List<String> sent(FakeSocketServer codex, String method) {
    return codex.frames().stream().filter(f -> f.contains("\"" + method + "\"")).toList();
  }

  @Test
  void the_next_turn_of_a_room_carries_the_changed_prompt_of_the_role_and_not_the_old_one()
      throws Exception {
    try (var codex = FakeSocketServer.start(FakeScript.create())) {
      write("prompts/poet.md", "Speak in rhymes.\n");
      config("  transport: ws", "  codex_ws_url: " + codex.url(), "  role: poet");
      run();
      talk("one");
      assertThat(sent(codex, "thread/start"))
          .singleElement()
          .asString()
          .contains("Speak in rhymes.");

      write("prompts/poet.md", "Speak in prose.\n");
      program.hangUp();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                talk("again");
                assertThat(codex.frames().toString()).contains("Speak in prose.");
              });
      int seen = codex.frames().size();
      assertThat(sent(codex, "thread/start")).as("the thread goes on").hasSize(1);
      List<String> told =
          codex.frames().stream().filter(f -> f.contains("Speak in prose.")).toList();
      assertThat(told).as("told once").hasSize(1);
      assertThat(told.getFirst()).doesNotContain("Speak in rhymes.");

      talk("and once more");
      Room other = band.world().rooms().create(alice, "Other", bot);
      var asked = band.world().messages().post(other, alice, "@alice/bot hello", bot);
      await().atMost(PATIENCE).until(() -> !band.world().ledger().replies(other, asked).isEmpty());
      List<String> later = codex.frames().subList(seen, codex.frames().size());
      assertThat(later).noneMatch(f -> f.contains("Speak in rhymes."));
      assertThat(later.stream().filter(f -> f.contains("Speak in prose.")).toList())
          .singleElement()
          .asString()
          .contains("\"thread/start\"");
    }
  }

  private void runWithFirstToken(FakeSocketServer codex) throws Exception {
    write("secrets/token", "first-token\n");
    config(
        "  transport: ws",
        "  codex_ws_url: " + codex.url(),
        "  codex_ws_token_file: secrets/token");
    run();
  }

  @Test
  void the_token_of_a_file_gets_to_the_server_of_codex_and_so_does_another_one() throws Exception {
    try (var codex = FakeSocketServer.start(FakeScript.create())) {
      runWithFirstToken(codex);
      assertThat(codex.headers()).containsEntry("authorization", "Bearer first-token");

      write("secrets/token", "second-token\r\n");
      program.hangUp();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(codex.headers())
                      .containsEntry("authorization", "Bearer second-token"));
      talk("are you there?");
      assertThat(program.out() + program.errors())
          .doesNotContain("first-token")
          .doesNotContain("second-token");
    }
  }

  @Test
  void a_token_file_that_is_missing_empty_or_too_large_stops_the_start() throws Exception {
    config("  transport: ws", "  codex_ws_token_file: secrets/token");
    assertThat(refusal())
        .singleElement()
        .asString()
        .contains("bot.codex_ws_token_file: \"secrets/token\" cannot be read");
    write("secrets/token", " \n");
    assertThat(refusal())
        .singleElement()
        .asString()
        .contains("bot.codex_ws_token_file: the file \"secrets/token\" is empty");
    write("secrets/token", "x".repeat(70_000));
    assertThat(refusal()).singleElement().asString().contains("cannot be read");
  }

  private void configProcess(String files) throws IOException {
    Path command = folder.resolve("codex-stand-in");
    StringBuilder script = new StringBuilder("#!/bin/sh\n");
    script.append("printf '%s|%s' \"$FIRST_SECRET\" \"$PLAIN\" > '").append(folder);
    script.append("/seen.new'\nmv '").append(folder).append("/seen.new' '").append(folder);
    script.append("/seen'\nexec");
    for (String word : FakeAppServer.command()) {
      boolean path = word.equals(System.getProperty("java.class.path"));
      script.append(" '").append(path ? AgentYaml.classPath() : word).append('\'');
    }
    Files.writeString(command, script + "\n");
    command.toFile().setExecutable(true);
    config("  codex_command: ['" + command + "']", "  codex_env: {PLAIN: plain}", files);
  }

  private void awaitSeen(String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(folder.resolve("seen")).hasContent(text));
  }

  @Test
  void a_variable_of_a_file_is_in_the_environment_of_codex_and_so_is_another_value()
      throws Exception {
    write("secrets/first", "value one\n");
    configProcess("  codex_env_files: {FIRST_SECRET: secrets/first}");
    run();
    awaitSeen("value one|plain");

    write("secrets/first", "value-two\n\n");
    program.hangUp();

    awaitSeen("value-two|plain");
    talk("are you there?");
    assertThat(program.out() + program.errors())
        .doesNotContain("value one")
        .doesNotContain("value-two");
  }

  @Test
  void files_of_variables_that_are_missing_or_empty_stop_the_start_with_the_name_of_each()
      throws Exception {
    write("secrets/empty", "");
    configProcess("  codex_env_files: {FIRST_SECRET: secrets/missing, OTHER: secrets/empty}");
    assertThat(refusal())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line)
                    .contains("bot.codex_env_files.FIRST_SECRET: \"secrets/missing\" cannot be"),
            line ->
                assertThat(line)
                    .contains("bot.codex_env_files.OTHER: the file \"secrets/empty\" is empty"));
    assertThat(folder.resolve("seen")).doesNotExist();
  }

  @Test
  void a_secret_that_has_gone_at_a_reload_leaves_the_agent_with_the_one_it_has() throws Exception {
    try (var codex = FakeSocketServer.start(FakeScript.create())) {
      runWithFirstToken(codex);
      Files.delete(folder.resolve("secrets/token"));
      program.hangUp();
      await()
          .atMost(PATIENCE)
          .until(() -> program.errors().toString().contains("codex_ws_token_file"));
      talk("are you there?");
      program.stop();
      assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    }
  }
}
