package ai.band.app;

import ai.band.adapter.codex.config.OptionLayers;
import ai.band.codex.CodexException.CodexNotFound;
import ai.band.codex.CodexLocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code band-codex demo}: everything on this machine, without an account. */
final class DemoCommand implements Command {
  private static final int DEFAULT_LIMIT = 120;
  private static final List<String> HINTS =
      List.of(
          "Write to the agent. /help lists its commands, /quit (or Ctrl-D) ends the demo.",
          "Try: write a file notes.txt with milk and bread",
          "     list files",
          "     run with approval touch outside.txt    then: /approve");

  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Starts a Band server on this machine, a room, and an agent with a real Codex in a"
                + " temporary git workspace, and opens the room as a chat. Needs no account: only"
                + " the model is a stand-in. Fetches the Codex CLI with npm if there is none.");
    flags.add(
        Flag.valued(
                "--message",
                "TEXT",
                "Sends this instead of opening a chat; repeat it for several messages. Each is sent"
                    + " when the one before is answered. Exits with 0 when all were.")
            .withLetter('m'));
    flags.add(
        Flag.valued(
            "--model",
            "offline|real",
            "real: your own Codex with its settings and login. Default: offline."));
    flags.add(
        Flag.valued(
            "--timeout",
            "SECONDS",
            "How long to wait for each answer. Default: " + DEFAULT_LIMIT + "."));
    flags.add(
        Flag.valued(
            "--codex-command", "COMMAND", "The whole command that starts the Codex app-server."));
    flags.add(Flag.plain("--keep", "Leaves workspace and Codex home where they are at the end."));
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    var caller = Thread.currentThread();
    program.stop().onRequested(caller::interrupt);
    quietLogs(program);
    List<String> messages = parsed.values("--message");
    var offline = offline(parsed.value("--model", "offline"));
    int seconds = parsed.number("--timeout", DEFAULT_LIMIT);
    if (seconds < 1) {
      throw new UsageException("--timeout " + seconds + " is too short.", "Give 1 or more.");
    }
    var command = codexCommand(parsed.value("--codex-command"), program);
    var setting =
        new Demo.Setting(
            runFolder(),
            command,
            offline,
            parsed.has("--keep"),
            "true".equals(program.environment().get(AgentSelection.CONTAINER_VARIABLE)));
    try (var demo = Demo.start(setting, line -> progress(program, line))) {
      demo.addresses().forEach(program.out()::println);
      program.out().println();
      boolean answered = converse(demo, messages, Duration.ofSeconds(seconds), program);
      program.out().println();
      program.out().println("Files in " + demo.workspace().folder() + ":");
      demo.workspace().describe().forEach(program.out()::println);
      program.out().flush();
      return answered ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private static boolean converse(Demo demo, List<String> messages, Duration limit, Program program)
      throws IOException, InterruptedException {
    var terminal = messages.isEmpty() ? DemoTerminal.open() : Optional.<DemoTerminal>empty();
    if (terminal.isPresent()) {
      try (var chat = terminal.get()) {
        chat.print(HINTS);
        chat.talk(demo.room(), demo.personId());
        return true;
      }
    }
    try (var follower = RoomFollower.start(demo.room(), entry -> show(entry, program))) {
      var talk = new DemoTalk(follower, limit, problem -> progress(program, problem));
      return messages.isEmpty() ? talk.send(LineQueue.read(program.in())) : talk.send(messages);
    }
  }

  private static void show(RoomEntry entry, Program program) {
    Transcript.lines(entry).forEach(program.out()::println);
    program.out().flush();
  }

  private static void progress(Program program, String line) {
    program.err().println("band-codex: " + line);
  }

  private static boolean offline(String model) {
    return switch (model) {
      case "offline" -> true;
      case "real" -> false;
      default ->
          throw new UsageException(
              "--model " + model + " does not exist.", "Choose offline or real.");
    };
  }

  /** What the user names or has installed; else the pinned CLI, fetched if need be. */
  private static List<String> codexCommand(@Nullable String given, Program program) {
    if (given != null) {
      return new CodexLocator(Map.of("CODEX_COMMAND", given)).locate(null, program.directory());
    }
    try {
      return new CodexLocator(program.environment()).locate(null, program.directory());
    } catch (CodexNotFound e) {
      return CodexInstaller.standard(line -> progress(program, line)).install().appServerCommand();
    }
  }

  /** The room tells what goes wrong in it; more is logged when the environment asks for it. */
  private static void quietLogs(Program program) {
    var layers = new OptionLayers(LogOptions.all());
    layers.yaml(LogOptions.LEVEL, "error", "the demo");
    layers.yaml(LogOptions.ROOT_LEVEL, "error", "the demo");
    LogSetup.apply(layers, program);
  }

  /** Not below the system's temporary folder: Codex warns about a home there. */
  private static Path runFolder() {
    var demos = CodexInstaller.userCache().resolve("demo");
    try {
      Files.createDirectories(demos);
      return Files.createTempDirectory(demos, "run-");
    } catch (IOException e) {
      throw new UsageException(
          "The folder %s cannot be used: %s.".formatted(demos, e),
          "Make it writable, or set BAND_CODEX_CACHE to another folder.");
    }
  }
}
