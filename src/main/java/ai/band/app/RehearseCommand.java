package ai.band.app;

import ai.band.local.LocalBand;
import ai.band.local.QuickCodex;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.SecretMask;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * {@code rehearse}: runs an agent with a few rooms against a local Band and a stand-in for Codex,
 * and ends. A JVM that records a start-up archive meanwhile learns which classes the program needs.
 */
final class RehearseCommand implements Command {
  private static final int ROOMS = 20;
  private static final int TURNS = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  @Override
  public Flags flags() {
    return new Flags(
        "Runs an agent for some seconds without Band and Codex, for start-up archives.");
  }

  @Override
  public boolean listed() {
    return false;
  }

  @Override
  public int run(ParsedFlags parsed, Program program) throws Exception {
    Path folder = Files.createTempDirectory("band-codex-rehearsal");
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Rehearses");
      List<Room> rooms = new ArrayList<>();
      for (int i = 0; i < ROOMS; i++) {
        rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
      }
      writeConfiguration(folder, band, bot);
      var stop = new StopRequest();
      program.stop().onRequested(stop::request);
      Thread agent =
          Thread.ofPlatform()
              .name("rehearsal")
              .start(() -> Main.run(inner(program, folder, stop), "run", "--agent=coder"));
      boolean answered = talk(band, alice, bot, rooms, agent);
      stop.request();
      agent.join(PATIENCE);
      program.out().println(answered ? "rehearsed" : "not every message was answered in time");
      return answered ? ExitCodes.OK : ExitCodes.FAILED;
    } finally {
      FileTree.delete(folder);
    }
  }

  private static void writeConfiguration(Path folder, LocalBand band, RegisteredAgent bot)
      throws IOException {
    String codex =
        QuickCodex.command(System.getProperty("java.class.path")).stream()
            .map(word -> "'" + word.replace("'", "''") + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    Files.writeString(
        folder.resolve("agent_config.yaml"),
        """
        coder:
          agent_id: %s
          api_key: %s
          rest_url: %s
          ws_url: %s
          codex_command: %s
        """
            .formatted(bot.id(), bot.apiKey(), band.restUrl(), band.socketUrl(), codex));
  }

  private static Program inner(Program outer, Path folder, StopRequest stop) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Program(
        nowhere,
        nowhere,
        new ByteArrayInputStream(new byte[0]),
        Map.of("HOME", folder.toString()),
        folder,
        new SecretMask(),
        stop,
        outer.logging());
  }

  /** Whether every message was answered in time. */
  private static boolean talk(
      LocalBand band, Person alice, RegisteredAgent bot, List<Room> rooms, Thread agent)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int turn = 0; turn < TURNS; turn++) {
      String text = turn == 0 ? "@alice/coder /status" : "@alice/coder turn " + turn + " deltas=20";
      List<Entry> asked = new ArrayList<>();
      for (Room room : rooms) {
        asked.add(band.world().messages().post(room, alice, text, bot));
      }
      for (int i = 0; i < asked.size(); i++) {
        while (band.world().ledger().replies(rooms.get(i), asked.get(i)).isEmpty()) {
          if (!agent.isAlive() || System.nanoTime() > deadline) {
            return false;
          }
          pause();
        }
      }
    }
    return true;
  }

  private static void pause() throws InterruptedException {
    boolean never = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    assert !never;
  }
}
