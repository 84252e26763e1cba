package ai.band.app;

import ai.band.local.LocalBand;
import ai.band.local.LocalBandOptions;
import ai.band.local.LocalBandSetup;
import ai.band.local.OfflineModel;
import ai.band.local.world.Identity;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code local}: a Band of one's own on this machine, until it is stopped. */
final class LocalCommand implements Command {
  private static final int DEFAULT_PORT = 4000;

  /** Who is there when nobody is named. */
  private static final List<String> USERS = List.of("alice");

  private static final List<String> AGENTS = List.of("alice/Codex");
  private static final List<String> ROOMS = List.of("Demo:alice,alice/codex");

  @Override
  public Flags flags() {
    var flags =
        new Flags(
            "Runs a Band-compatible server in memory on 127.0.0.1 until Ctrl-C or SIGTERM, for"
                + " trying things out. Without --user it has alice, her agent Codex and a room.");
    flags.add(
        Flag.valued(
            "--port", "NUMBER", "Port; 0 takes a free one. Default: " + DEFAULT_PORT + "."));
    flags.add(Flag.valued("--user", "HANDLE[=KEY]", "A person. May be repeated."));
    flags.add(Flag.valued("--agent", "OWNER/NAME[=KEY[,ID]]", "An agent. May be repeated."));
    flags.add(
        Flag.valued(
            "--room", "TITLE:HANDLE,...", "A room; the first one owns it. May be repeated."));
    flags.add(Flag.plain("--offline-model", "Also runs a stand-in for the model behind Codex."));
    flags.add(Flag.valued("--offline-model-port", "NUMBER", "Port of that. Default: a free one."));
    flags.add(
        Flag.valued(
            "--codex-home",
            "FOLDER",
            "Writes a config.toml there that makes Codex use the offline model."));
    OptionFlags.add(flags, "Logging:", LogOptions.all());
    return flags;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    AgentSelection.applyLogging(parsed, program);
    LocalBandSetup setup = setup(parsed);
    int port = parsed.number("--port", DEFAULT_PORT);
    int modelPort = parsed.number("--offline-model-port", 0);
    boolean wantsModel = parsed.has("--offline-model") || parsed.has("--codex-home");
    var stopped = new CountDownLatch(1);
    program.stop().onRequested(stopped::countDown);
    try (LocalBand band =
            open("--port", port, () -> LocalBand.start(LocalBandOptions.DEFAULTS.withPort(port)));
        OfflineModel model =
            wantsModel
                ? open("--offline-model-port", modelPort, () -> OfflineModel.start(modelPort))
                : null) {
      var made = apply(setup, band);
      new Announcement(program.out()).print(band, made, model);
      writeCodexHome(parsed.value("--codex-home", ""), model, program);
      program.out().flush();
      stopped.await();
    }
    return ExitCodes.OK;
  }

  private interface Opening<T> {
    T open();
  }

  private static <T> T open(String flag, int port, Opening<T> opening) {
    try {
      return opening.open();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          flag + ": " + port + " is no port.", "Use a number from 0 to 65535.");
    } catch (UncheckedIOException e) {
      throw new UsageException(
          flag + ": port " + port + " is in use or not allowed.",
          "Stop the other program, or choose another port; 0 takes a free one.");
    }
  }

  private static LocalBandSetup setup(ParsedFlags parsed) {
    boolean named = parsed.has("--user");
    return new LocalBandSetup(
        words(parsed, "--user", USERS, LocalBandSetup.User::parse),
        words(parsed, "--agent", named ? List.of() : AGENTS, LocalBandSetup.Agent::parse),
        words(
            parsed,
            "--room",
            named || parsed.has("--agent") ? List.of() : ROOMS,
            LocalBandSetup.Room::parse),
        true,
        true);
  }

  private static <T> List<T> words(
      ParsedFlags parsed, String flag, List<String> otherwise, Function<String, T> reader) {
    try {
      List<String> given = parsed.has(flag) ? parsed.values(flag) : otherwise;
      return given.stream().map(reader).toList();
    } catch (IllegalArgumentException e) {
      throw new UsageException(flag + ":", String.valueOf(e.getMessage()));
    }
  }

  private static LocalBandSetup.Made apply(LocalBandSetup setup, LocalBand band) {
    try {
      return setup.apply(band.world());
    } catch (RuntimeException e) {
      throw new UsageException(
          "The local Band cannot be set up like this: " + e.getMessage(),
          "Check --user, --agent and --room.");
    }
  }

  private static void writeCodexHome(String folder, @Nullable OfflineModel model, Program program)
      throws IOException {
    if (folder.isEmpty() || model == null) {
      return;
    }
    Path written = model.codexConfig().writeTo(program.directory().resolve(folder));
    program.out().println();
    program.out().println("wrote " + written + "; start the agent with CODEX_HOME=" + folder);
  }

  /** Tells addresses and keys: they are of no use to anyone but this machine. */
  private record Announcement(PrintStream out) {
    void print(LocalBand band, LocalBandSetup.Made made, @Nullable OfflineModel model) {
      out.println("local Band is running at " + band.restUrl());
      out.println("  socket  " + band.socketUrl());
      if (model != null) {
        out.println("  model   " + model.baseUrl());
      }
      made.users().forEach(user -> out.println("  person  " + line(user)));
      for (Room room : made.rooms()) {
        out.println("  room    " + room.title() + "  " + room.id());
      }
      if (!made.agents().isEmpty()) {
        out.println();
        out.println("# agent_config.yaml for its agents");
        made.agents().forEach(agent -> section(agent, band));
      }
    }

    private static String line(Identity identity) {
      return "@" + identity.handle() + "  " + identity.id() + "  key " + identity.apiKey();
    }

    private void section(RegisteredAgent agent, LocalBand band) {
      String handle = agent.handle();
      out.println(handle.substring(handle.indexOf('/') + 1) + ":");
      out.println("  agent_id: " + agent.id());
      out.println("  api_key: " + agent.apiKey());
      out.println("  rest_url: " + band.restUrl());
      out.println("  ws_url: " + band.socketUrl());
    }
  }
}
