package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.LocalBandOptions;
import ai.band.local.socket.SocketSettings;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Puts an agent, as a process of its own, into many rooms: joined at the start, dropped and joined
 * again, idle for a while, one message in each, stopped. Done without and with a limit of channels
 * on the socket.
 *
 * <p>Arguments: rooms (default 500), limit of channels (default 100), seconds idle (default 30).
 */
public final class Rooms500 {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Topics of the agent itself. */
  private static final int OWN_TOPICS = 2;

  private final LocalBand band;
  private final Person alice;
  private final RegisteredAgent bot;
  private final List<Room> rooms = new ArrayList<>();
  private final int limit;

  private Rooms500(LocalBand band, int count, int limit) {
    this.band = band;
    this.limit = limit;
    alice = band.world().directory().addPerson("alice", "Alice");
    bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
    for (int i = 0; i < count; i++) {
      rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
    }
  }

  /**
   * What was seen.
   *
   * @param joined from the start of the process until every topic that has a place was joined
   * @param joining the part of it after the socket was open
   * @param chats how many rooms got the topic of their messages
   * @param rejoined from the drop until they were all joined again, the pause included
   * @param rejoining the part of it after the socket was open again
   * @param heapBytes live objects of the process
   * @param residentKiB its memory as the kernel counts it
   * @param idleCpu its CPU time while nothing happened
   * @param idle for how long
   * @param idleCalls times it asked for messages meanwhile
   * @param answered how many rooms got exactly one answer to one message
   * @param answering how long that took
   * @param stopping from the signal to the end of the process
   * @param exitCode of the process
   */
  public record Result(
      Duration joined,
      Duration joining,
      int chats,
      Duration rejoined,
      Duration rejoining,
      long heapBytes,
      long residentKiB,
      Duration idleCpu,
      Duration idle,
      long idleCalls,
      int answered,
      Duration answering,
      Duration stopping,
      int exitCode) {}

  public static void main(String[] args) throws Exception {
    int rooms = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int limit = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int idle = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    print(rooms, "no limit of channels", run(rooms, Integer.MAX_VALUE, Duration.ofSeconds(idle)));
    print(rooms, "at most " + limit + " channels", run(rooms, limit, Duration.ofSeconds(idle)));
  }

  private static void print(int rooms, String what, Result seen) {
    System.out.printf(
        Locale.ROOT,
        """
        %d rooms, %s
          joined     %.2f s after the start of the process, %.2f s after the connection (%d chats)
          rejoined   %.2f s after the drop, %.2f s after the new connection
          memory     %.1f MB live heap, %.1f MB RSS
          idle       %.2f s CPU and %d times asked for messages in %d s
          messages   %d of %d rooms answered once, %.2f s
          stopped    %.2f s, exit code %d
        """,
        rooms,
        what,
        seconds(seen.joined()),
        seconds(seen.joining()),
        seen.chats(),
        seconds(seen.rejoined()),
        seconds(seen.rejoining()),
        seen.heapBytes() / 1e6,
        seen.residentKiB() / 1024.0,
        seconds(seen.idleCpu()),
        seen.idleCalls(),
        seen.idle().toSeconds(),
        seen.answered(),
        rooms,
        seconds(seen.answering()),
        seconds(seen.stopping()),
        seen.exitCode());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  /**
   * @param limit of channels on a socket
   * @param idle how long to watch it doing nothing
   */
  static Result run(int count, int limit, Duration idle) throws Exception {
    SocketSettings sockets = SocketSettings.DEFAULTS.withMaxChannels(limit);
    try (LocalBand band = LocalBand.start(LocalBandOptions.DEFAULTS.withSockets(sockets))) {
      Path folder = Files.createTempDirectory("rooms");
      try {
        return new Rooms500(band, count, limit).measure(folder, idle);
      } finally {
        try (Stream<Path> all = Files.walk(folder)) {
          all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
      }
    }
  }

  private OwnProgram program(Path folder) throws IOException {
    FakeScript script = FakeScript.replying("{input}");
    var codex = new OwnProgram.Codex(FakeAppServer.command(), FakeAppServer.environment(script));
    List<String> options = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    String extra = System.getenv("BAND_CODEX_JAVA_OPTS");
    if (extra != null && !extra.isBlank()) {
      options.addAll(List.of(extra.strip().split(" +")));
    }
    return OwnProgram.with(OwnProgram.section("bot", band, bot, codex))
        .in(folder)
        .byJava(options)
        .start();
  }

  private Result measure(Path folder, Duration idle) throws Exception {
    long begun = System.nanoTime();
    try (OwnProgram program = program(folder)) {
      var figures = program.figures();
      program.await("open socket", () -> band.sockets().connected(bot));
      long connected = System.nanoTime();
      program.await("joins", this::allJoined);
      Duration joined = since(begun);
      Duration joining = since(connected);
      program.await("catching up", () -> band.calls().count("getAgentNextMessage") >= rooms.size());

      long dropped = System.nanoTime();
      long before = band.sockets().opened();
      band.sockets().drop(bot, null);
      program.await("new socket", () -> band.sockets().opened() > before);
      long again = System.nanoTime();
      program.await("joins", this::allJoined);
      Duration rejoined = since(dropped);
      Duration rejoining = since(again);
      int chats = chats();

      TimeUnit.SECONDS.sleep(Math.min(3, idle.toSeconds())); // what the reconnect set off
      long heap = figures.liveHeapBytes();
      Duration cpu = figures.cpu();
      long calls = band.calls().count("getAgentNextMessage");
      TimeUnit.MILLISECONDS.sleep(idle.toMillis());
      Duration idleCpu = figures.cpu().minus(cpu);
      long idleCalls = band.calls().count("getAgentNextMessage") - calls;
      long resident = figures.residentKiB();

      long asked = System.nanoTime();
      int answered = answered(program);
      Duration answering = since(asked);
      long stopped = System.nanoTime();
      int exit = program.stop(PATIENCE);
      return new Result(
          joined,
          joining,
          chats,
          rejoined,
          rejoining,
          heap,
          resident,
          idleCpu,
          idle,
          idleCalls,
          answered,
          answering,
          since(stopped),
          exit);
    }
  }

  private boolean allJoined() {
    int wanted = Math.min(limit, OWN_TOPICS + 2 * rooms.size());
    return band.sockets().topics(bot).size() == wanted
        && chats() == Math.min(limit - OWN_TOPICS, rooms.size());
  }

  private int chats() {
    return (int)
        band.sockets().topics(bot).stream().filter(topic -> topic.startsWith("chat_room:")).count();
  }

  private int answered(OwnProgram program) throws InterruptedException, IOException {
    List<Entry> asked = new ArrayList<>();
    for (Room room : rooms) {
      asked.add(band.world().messages().post(room, alice, "@alice/coder hello", bot));
    }
    int right = 0;
    for (int i = 0; i < rooms.size(); i++) {
      Room room = rooms.get(i);
      Entry message = asked.get(i);
      program.await(
          "answer",
          () ->
              !band.world().ledger().replies(room, message).isEmpty()
                  && band.world().deliveries().next(room, bot) == null);
      right += band.world().ledger().replies(room, message).size() == 1 ? 1 : 0;
    }
    return right;
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
