package ai.band.app;

import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import ai.band.testkit.LoneAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code band-codex run} with its health endpoint, local Band and a fake Codex that can be broken.
 */
final class ProgramStage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final Path folder;
  final LocalBand band = LocalBand.start();
  final Person alice = band.world().directory().addPerson("alice", "Alice");
  final RegisteredAgent bot = band.world().directory().addAgent(alice, "Bot", "helps");
  final Room room = band.world().rooms().create(alice, "Room", bot);
  final int port;
  private final LoneAddress address;
  final CommandLineRun program;
  private final CompletableFuture<Integer> code = new CompletableFuture<>();
  private boolean running;
  private final HttpClient http = HttpClient.newHttpClient();

  ProgramStage(Path folder) throws IOException {
    this.folder = folder;
    address = LoneAddress.hold();
    port = address.port();
    program = new CommandLineRun(folder).with("BAND_HEALTH_PORT", String.valueOf(port));
  }

  /** The fake's program file; without it Codex cannot start. */
  Path codex() {
    return folder.resolve("codex");
  }

  /** Writes the configuration and the fake. */
  ProgramStage configure(FakeScript script, String... more) throws IOException {
    StringBuilder run = new StringBuilder("#!/bin/sh\ncd '" + Path.of("").toAbsolutePath());
    run.append("'\necho $$ > '").append(folder).append("/pid'\n");
    run.append("echo $$ >> '").append(folder).append("/starts'\nexec");
    FakeAppServer.command().forEach(word -> run.append(" '").append(word).append('\''));
    Files.writeString(codex(), run + "\n");
    codex().toFile().setExecutable(true);
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        """
        bot:
          agent_id: %s
          api_key: %s
          rest_url: %s
          ws_url: %s
          codex_command: ['%s']
          codex_env:
            %s: '%s'
        """
                .formatted(
                    bot.id(),
                    bot.apiKey(),
                    band.restUrl(),
                    band.socketUrl(),
                    codex(),
                    FakeAppServer.SCRIPT,
                    script.toJson().replace("'", "''"))
            + String.join("", more));
    return this;
  }

  ProgramStage run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "run";
    System.arraycopy(args, 0, all, 1, args.length);
    running = true;
    Thread.ofVirtual().name("program").start(() -> code.complete(program.run(all)));
    return this;
  }

  /** The process of Codex that was started last. */
  long codexPid() {
    String pid =
        await()
            .atMost(PATIENCE)
            .until(() -> Files.readString(folder.resolve("pid")), text -> text.endsWith("\n"));
    return Long.parseLong(pid.strip());
  }

  /** How often Codex was started. */
  int codexStarts() throws IOException {
    return Files.readAllLines(folder.resolve("starts")).size();
  }

  Entry say(String text) {
    return band.world().messages().post(room, alice, "@alice/bot " + text, bot);
  }

  void awaitReply(Entry asked) {
    await().atMost(PATIENCE).until(() -> !band.world().ledger().replies(room, asked).isEmpty());
  }

  HttpResponse<String> get(String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return http.send(
          HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  ProgramStage awaitReady() {
    await().ignoreExceptions().atMost(PATIENCE).until(() -> get("/ready").statusCode() == 200);
    return this;
  }

  int stop() throws Exception {
    program.stop();
    return code.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    try {
      if (running) {
        stop();
      }
    } finally {
      band.close();
      http.close();
      address.close();
    }
  }
}
