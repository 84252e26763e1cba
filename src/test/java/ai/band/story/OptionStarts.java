package ai.band.story;

import static ai.band.story.OptionRow.row;
import static ai.band.story.OptionScenes.within;

import ai.band.adapter.codex.AdapterStage;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexOptions;
import ai.band.api.AgentStart;
import ai.band.codex.CodexException;
import ai.band.story.OptionRow.Probe;
import ai.band.testkit.FakeScript;
import ai.band.testkit.FakeSocketServer;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The options of starting Codex and of connecting to it: real processes and sockets. */
final class OptionStarts implements AutoCloseable {
  private final List<FakeSocketServer> sockets = new ArrayList<>();
  private final Path told;
  private final Path onPath;
  private final Path elsewhere;
  private final Path patient;
  private final Path farewell;

  OptionStarts(Path folder) throws IOException {
    told = folder.resolve("told");
    farewell = folder.resolve("farewell");
    Files.createDirectories(folder.resolve("bin"));
    onPath = script(folder.resolve("bin/codex"), recorder());
    elsewhere = script(folder.resolve("other"), recorder());
    patient = script(folder.resolve("patient"), patient());
  }

  private static Path script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** Tells how it was started, and ends. */
  private String recorder() {
    return "echo \"$(basename \"$0\") $* PROBE=$PROBE\" > '" + told + "'\nexit 3\n";
  }

  /** Answers each request; once its input has ended it takes three seconds to say farewell. */
  private String patient() {
    return """
    trap '' TERM
    while read -r line; do
      id=$(printf '%%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
      [ -n "$id" ] && printf '{"id":%%s,"result":{"userAgent":"codex/0.169.0","data":[]}}\\n' "$id"
    done
    sleep 3
    echo bye > '%s'
    """
        .formatted(farewell);
  }

  List<OptionRow> rows() {
    FakeSocketServer chosen = socket();
    FakeSocketServer named = socket();
    FakeSocketServer guarded = socket();
    String path = onPath.getParent() + ":/usr/bin:/bin";
    Map<String, Object> variables = Map.of("PATH", path, "CODEX_PATH", "", "CODEX_COMMAND", "");
    List<String> command = List.of(elsewhere.toString(), "serve");
    return List.of(
        row(CodexOptions.TRANSPORT, "stdio", "ws")
            .with("codex_command", command)
            .with("codex_ws_url", chosen.url().toString())
            .seen(
                config ->
                    started(config).equals("nothing")
                        ? (chosen.headers().isEmpty() ? "nothing" : "a connection")
                        : "a process",
                "a process",
                "a connection"),
        row(CodexOptions.CODEX_COMMAND, "unset", command)
            .with("codex_env", variables)
            .seen(this::started, "codex app-server --listen stdio:// PROBE=", "other serve PROBE="),
        row(CodexOptions.CODEX_ENV, "unset", Map.of("PROBE", "told"))
            .with("codex_command", command)
            .seen(this::started, "other serve PROBE=", "other serve PROBE=told"),
        row(CodexOptions.CODEX_WS_URL, "ws://127.0.0.1:8765", named.url().toString())
            .with("transport", "ws")
            .seen(
                config -> {
                  started(config);
                  return named.headers().isEmpty() ? "not reached" : "reached";
                },
                "not reached",
                "reached"),
        row(CodexOptions.CODEX_WS_TOKEN, "unset", "some-token")
            .with("transport", "ws")
            .with("codex_ws_url", guarded.url().toString())
            .seen(
                config -> {
                  started(config);
                  return guarded.headers().getOrDefault("authorization", "no token");
                },
                "no token",
                "Bearer some-token"),
        row(CodexOptions.CLIENT_CLOSE_TIMEOUT_S, "10", 0.4)
            .with("codex_command", List.of(patient.toString()))
            .seen(
                config -> {
                  Files.deleteIfExists(farewell);
                  started(config);
                  return within(Duration.ofSeconds(4), () -> Files.exists(farewell))
                      ? "ends by itself"
                      : "is killed";
                },
                "ends by itself",
                "is killed"),
        row(CodexOptions.SKIP_GIT_REPO_CHECK, "unset", true)
            .seen(warned("skip_git_repo_check"), "no word in the log", "a warning in the log"));
  }

  private FakeSocketServer socket() {
    FakeSocketServer server = FakeSocketServer.start(FakeScript.create());
    sockets.add(server);
    return server;
  }

  /** Starts and stops an adapter as the agent does; what the started program has told. */
  private String started(CodexAdapterConfig config) throws Exception {
    Files.deleteIfExists(told);
    try (var stage = new AdapterStage(FakeScript.create())) {
      CodexAdapter adapter = new CodexAdapter(config);
      try {
        adapter.onStarted(new AgentStart(stage.handle().self(), stage.rest()));
      } catch (CodexException refused) {
        return Files.exists(told) ? Files.readString(told).strip() : "nothing";
      } finally {
        adapter.close(null);
      }
    }
    return Files.exists(told) ? Files.readString(told).strip() : "nothing";
  }

  /** An option without any effect must at least be told so; nothing of it goes to Codex. */
  private static Probe warned(String words) {
    return config -> {
      Logger logger = (Logger) LoggerFactory.getLogger("ai.band.adapter.codex");
      ListAppender<ILoggingEvent> lines = new ListAppender<>();
      lines.start();
      logger.addAppender(lines);
      try {
        OptionScenes.sent("thread/start", "/cwd").observe(config);
      } finally {
        logger.detachAppender(lines);
      }
      boolean warned =
          List.copyOf(lines.list).stream().anyMatch(e -> e.getFormattedMessage().contains(words));
      return warned ? "a warning in the log" : "no word in the log";
    };
  }

  @Override
  public void close() {
    sockets.forEach(FakeSocketServer::close);
  }
}
