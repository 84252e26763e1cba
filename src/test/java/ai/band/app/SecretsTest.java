package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.config.SecretNames;
import ai.band.local.LocalBand;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing secret leaves the program. */
class SecretsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void a_model_that_repeats_keys_does_not_bring_them_into_the_room() throws Exception {
    try (LocalBand band = LocalBand.start()) {
      var alice = band.world().directory().addPerson("alice", "Alice");
      var bot = band.world().directory().addAgent(alice, "Bot", "helps");
      var room = band.world().rooms().create(alice, "Room", bot);
      String said = "keys: " + bot.apiKey() + " token-of-the-shell value-of-the-file end";
      Files.writeString(
          folder.resolve("agent_config.yaml"),
          """
          bot:
            agent_id: %s
            api_key: %s
            rest_url: %s
            ws_url: %s
            codex_command: [%s]
            codex_env:
              SOME_SECRET: value-of-the-file
              %s: '%s'
          """
              .formatted(
                  bot.id(),
                  bot.apiKey(),
                  band.restUrl(),
                  band.socketUrl(),
                  FakeAppServer.command().stream()
                      .map(word -> "'" + word + "'")
                      .collect(Collectors.joining(", ")),
                  FakeAppServer.SCRIPT,
                  FakeScript.replying(said).toJson().replace("'", "''")));
      var program = new CommandLineRun(folder).with("GITHUB_TOKEN", "token-of-the-shell");
      var code = new CompletableFuture<Integer>();
      Thread.ofVirtual().start(() -> code.complete(program.run("run")));
      await().atMost(PATIENCE).until(() -> band.sockets().connected(bot) || code.isDone());

      var asked = band.world().messages().post(room, alice, "@alice/bot tell", bot);
      await()
          .atMost(PATIENCE)
          .until(() -> !band.world().ledger().replies(room, asked).isEmpty() || code.isDone());

      assertThat(band.world().ledger().replies(room, asked))
          .singleElement()
          .satisfies(
              reply ->
                  assertThat(reply.content())
                      .contains("keys: ", " end")
                      .doesNotContain(bot.apiKey())
                      .doesNotContain("token-of-the-shell")
                      .doesNotContain("value-of-the-file"));
      program.stop();
      assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
      assertThat(program.out() + program.errors()).doesNotContain(bot.apiKey());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY",
        "GITHUB_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "db_password",
        "MY_SECRET_2"
      })
  void variables_with_such_names_are_secret(String name) {
    assertThat(SecretNames.looksSecret(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AGENT_KEY",
        "CODEX_AGENT_KEY",
        "MAX_TOKENS",
        "SSH_AUTH_SOCK",
        "API_KEY_FILE",
        "LANG",
        "PATH"
      })
  void variables_with_such_names_are_not(String name) {
    assertThat(SecretNames.looksSecret(name)).isFalse();
  }
}
