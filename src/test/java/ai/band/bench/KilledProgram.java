package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.OfflineModel;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.local.world.Tally;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import ai.band.testkit.RealCodex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Kills our program, a process of its own with many rooms in the middle of a turn, at one moment of
 * the turn; starts it again; counts at the server what became of the messages. The moment is caught
 * at the far side: the server holds the call that marks it in every room, then the kill comes.
 *
 * <p>Arguments: {@code fake} or {@code real} (default fake), rooms (default 20), the beginning of
 * the names of moments (default all), and {@code takeover} to have the second program take the
 * agent over from the first one while it lives, instead of a kill. Each room gets one message
 * before the kill that is in work, and one that waits behind it.
 */
public final class KilledProgram {
  private static final Duration HELD = Duration.ofMinutes(10);
  private static final int TAKEN_OVER = 3;
  private static final String CLAIM = "markAgentMessageProcessing";
  private static final String EVENT = "createAgentChatEvent";
  private static final String MESSAGE = "createAgentChatMessage";
  private static final String PROCESSED = "markAgentMessageProcessed";
  private static final String MAPPED = "Status: mapped";

  /** How a turn speaks. */
  enum Speech {
    /** An event by tool, a command, then an answer that is the same for every message. */
    TEXT("say It is done."),
    /** A message by tool. */
    TOOL("send a message It is done."),
    /** A turn that does not end by itself; after the restart as {@link #TEXT}. */
    ENDLESS("slow 8"),
    /** An answer in three messages. */
    PARTS("");

    private final String words;

    Speech(String words) {
      this.words = words;
    }
  }

  /**
   * A moment of a turn.
   *
   * @param operation the call that the server holds; empty: a turn that does not end marks it
   * @param part text in that call's body
   * @param acted whether the server has done what the call asks
   * @param passed so many such calls of a room pass first; then both messages come before the kill
   */
  record Moment(
      String name, Speech speech, String operation, String part, boolean acted, int passed) {
    Moment(String name, Speech speech, String operation, String part, boolean acted) {
      this(name, speech, operation, part, acted, 0);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The moments that the fake app-server is used for. */
  static List<Moment> withFake() {
    return List.of(
        new Moment("before the claim", Speech.TEXT, CLAIM, "", false),
        new Moment("after the claim", Speech.TEXT, CLAIM, "", true),
        new Moment("after thread start", Speech.TEXT, EVENT, MAPPED, false),
        new Moment("after the mapping event", Speech.TEXT, EVENT, MAPPED, true),
        new Moment("after turn start", Speech.ENDLESS, "", "", false),
        new Moment("before an event by tool", Speech.TEXT, EVENT, "Looking around", false),
        new Moment("after an event by tool", Speech.TEXT, EVENT, "Looking around", true),
        new Moment("before a message by tool", Speech.TOOL, MESSAGE, "", false),
        new Moment("after a message by tool", Speech.TOOL, MESSAGE, "", true),
        new Moment("after turn completed", Speech.TEXT, MESSAGE, "", false),
        new Moment("after the reply", Speech.TEXT, MESSAGE, "", true),
        new Moment("after the first of three parts", Speech.PARTS, MESSAGE, "FIRST", true),
        new Moment("after the second of three parts", Speech.PARTS, MESSAGE, "SECOND", true),
        new Moment("after the second turn completed", Speech.TEXT, MESSAGE, "", false, 1),
        new Moment("after the second reply", Speech.TEXT, MESSAGE, "", true, 1),
        new Moment("before the processed mark", Speech.TEXT, PROCESSED, "", false),
        new Moment("after the processed mark", Speech.TEXT, PROCESSED, "", true));
  }

  /** The moments that the real Codex is used for. */
  static List<Moment> withRealCodex() {
    return withFake().stream()
        .filter(moment -> moment.speech() != Speech.PARTS && !moment.part().startsWith("Looking"))
        .toList();
  }

  /**
   * What was counted.
   *
   * @param doubled messages with more than one answer
   * @param lost messages marked processed without an answer
   * @param unanswered messages without an answer that are not processed
   * @param orphansEnded whether the Codex processes of the killed program ended by themselves
   */
  record Result(
      Moment moment,
      int messages,
      int answered,
      int doubled,
      int lost,
      int unanswered,
      boolean orphansEnded,
      Duration took,
      List<String> notes) {
    boolean clean() {
      return answered == messages && doubled + lost + unanswered == 0 && orphansEnded;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-34s messages %3d, answered %3d, doubled %d, lost %d, unanswered %d, orphans %s,"
              + " %.1f s%s",
          moment,
          messages,
          answered,
          doubled,
          lost,
          unanswered,
          orphansEnded ? "ended" : "LEFT",
          took.toMillis() / 1000.0,
          notes.isEmpty() ? "" : " " + notes);
    }
  }

  private final Moment moment;
  private final boolean takeover;
  private final Path folder;
  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final List<Room> rooms = new ArrayList<>();

  private KilledProgram(Moment moment, boolean takeover, Path folder, int count) {
    this.moment = moment;
    this.takeover = takeover;
    this.folder = folder;
    for (int i = 0; i < count; i++) {
      rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
    }
  }

  public static void main(String[] args) throws Exception {
    boolean real = args.length > 0 && args[0].equals("real");
    int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    String wanted = args.length > 2 ? args[2] : "";
    boolean takeover = args.length > 3 && args[3].equals("takeover");
    boolean clean = true;
    for (Moment moment : real ? withRealCodex() : withFake()) {
      if (moment.name().startsWith(wanted)) {
        Result result = real ? runReal(moment, takeover, rooms) : runFake(moment, takeover, rooms);
        System.out.println(result);
        clean &= result.clean();
      }
    }
    System.exit(clean ? 0 : 1);
  }

  static Result runFake(Moment moment, boolean takeover, int rooms) throws Exception {
    Path folder = Files.createTempDirectory("killed-");
    Path home = Files.createDirectories(folder.resolve("codex-home"));
    var before = new HashMap<>(FakeAppServer.environment(script(moment.speech(), false)));
    var after = new HashMap<>(FakeAppServer.environment(script(moment.speech(), true)));
    before.put("CODEX_HOME", home.toString());
    after.put("CODEX_HOME", home.toString());
    var killed = new KilledProgram(moment, takeover, folder, rooms);
    return killed.run(
        new OwnProgram.Codex(FakeAppServer.command(), before),
        new OwnProgram.Codex(FakeAppServer.command(), after),
        () -> killed.turnsBegunInFake(home.resolve("fake-threads")));
  }

  static Result runReal(Moment moment, boolean takeover, int rooms) throws Exception {
    try (OfflineModel model = OfflineModel.start(0)) {
      RealCodex codex = RealCodex.with(model);
      var settings = new OwnProgram.Codex(codex.command(), codex.environment());
      var killed = new KilledProgram(moment, takeover, codex.workspace(), rooms);
      return killed.run(settings, settings, () -> model.requests().size() >= rooms);
    }
  }

  private static FakeScript script(Speech speech, boolean restarted) {
    var done = FakeScript.say("It is done.");
    var mention = List.of("alice");
    return switch (speech) {
      case TEXT -> text();
      case ENDLESS -> restarted ? text() : FakeScript.create().otherwise(FakeScript.hold(), done);
      case TOOL ->
          FakeScript.create()
              .otherwise(
                  FakeScript.call(
                      "band_send_message", Map.of("content", "It is done.", "mentions", mention)),
                  FakeScript.say("I have told them."));
      case PARTS ->
          FakeScript.create()
              .otherwise(
                  FakeScript.say(
                      "FIRST " + "a ".repeat(9_000) + "SECOND " + "b ".repeat(9_000) + "THIRD"));
    };
  }

  private static FakeScript text() {
    return FakeScript.create()
        .otherwise(
            FakeScript.call(
                "band_send_event", Map.of("content", "Looking around", "message_type", "thought")),
            FakeScript.run("make"),
            FakeScript.say("It is done."));
  }

  private boolean turnsBegunInFake(Path threads) {
    if (!Files.isDirectory(threads)) {
      return false;
    }
    try (Stream<Path> files = Files.list(threads)) {
      return files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> read(file).contains("\"inProgress\""))
              .count()
          >= rooms.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result run(OwnProgram.Codex before, OwnProgram.Codex after, BooleanSupplier turnsBegun)
      throws Exception {
    long begun = System.nanoTime();
    try (band;
        OwnProgram first = program(before, List.of())) {
      reachTheMoment(first, turnsBegun);
      List<ProcessHandle> orphans = first.descendants();
      if (!takeover) {
        first.kill();
      }
      band.faults().clear();
      List<String> flags = takeover ? List.of("--single-instance=false") : List.of();
      try (OwnProgram second = program(after, flags)) {
        if (takeover && first.awaitExit() != TAKEN_OVER) {
          throw new IllegalStateException("not taken over:\n" + first.log());
        }
        second.await("the end of all messages", this::allProcessed);
        return result(orphans, Duration.ofNanos(System.nanoTime() - begun));
      }
    }
  }

  private OwnProgram program(OwnProgram.Codex codex, List<String> flags) throws IOException {
    List<String> words = new ArrayList<>(List.of("run", "--session-idle-resync-seconds", "2"));
    words.addAll(flags);
    return OwnProgram.with(OwnProgram.section("bot", band, bot, codex))
        .in(folder)
        .byJava(List.of("-XX:TieredStopAtLevel=1"))
        .words(words)
        .start();
  }

  private void reachTheMoment(OwnProgram program, BooleanSupplier turnsBegun)
      throws InterruptedException {
    program.await("the first start", this::joined);
    holdTheMoment();
    rooms.forEach(room -> say(room, moment.speech().words));
    if (moment.passed() > 0) {
      rooms.forEach(room -> say(room, "say It is done."));
    }
    BooleanSupplier held =
        moment.operation().isEmpty() ? turnsBegun : () -> band.faults().struck() >= rooms.size();
    program.await("the moment in every room", held);
    if (moment.passed() == 0) {
      rooms.forEach(room -> say(room, "say It is done."));
    }
  }

  private void holdTheMoment() {
    if (moment.operation().isEmpty()) {
      return;
    }
    RestFault.Effect effect =
        moment.acted() ? new RestFault.Effect.DelayAnswer(HELD) : new RestFault.Effect.Delay(HELD);
    for (Room room : rooms) {
      RestFault.On calls = RestFault.on(moment.operation()).inPath(room.id());
      if (!moment.part().isEmpty()) {
        calls = calls.inBody(moment.part());
      }
      band.faults().add(calls.with(effect, new Occasion(1, moment.passed(), Integer.MAX_VALUE)));
    }
  }

  private boolean joined() {
    return band.sockets().topics(bot).size() >= 2 * rooms.size();
  }

  private void say(Room room, String words) {
    band.world().messages().post(room, alice, "@alice/coder " + words, bot);
  }

  private boolean allProcessed() {
    return rooms.stream().allMatch(room -> band.world().deliveries().next(room, bot) == null);
  }

  private Result result(List<ProcessHandle> orphans, Duration took) throws InterruptedException {
    boolean ended = awaitEnd(orphans);
    Tally tally = band.world().ledger().tally(bot);
    if (moment.speech() != Speech.PARTS) {
      return new Result(
          moment,
          tally.messages(),
          tally.answered(),
          tally.doubled(),
          tally.lost(),
          tally.unanswered(),
          ended,
          took,
          notes());
    }
    int complete = 0;
    int tooMany = 0;
    int tooFew = 0;
    for (Room room : rooms) {
      List<String> said = said(room);
      for (String part : List.of("FIRST", "SECOND", "THIRD")) {
        long times = said.stream().filter(text -> text.contains(part)).count();
        tooMany += times > 2 ? 1 : 0;
        tooFew += times < 2 ? 1 : 0;
      }
      complete += said.size() == 6 ? 2 : 0;
    }
    return new Result(
        moment,
        tally.messages(),
        complete,
        tooMany,
        tooFew,
        tally.unanswered(),
        ended,
        took,
        List.of());
  }

  private List<String> said(Room room) {
    return band.world().ledger().texts(room).stream()
        .filter(entry -> entry.sender() == bot)
        .map(Entry::content)
        .toList();
  }

  /** The texts of the first rooms in which something is wrong. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Room room : rooms) {
      List<String> said = said(room);
      if (said.size() != 2 && notes.size() < 3) {
        notes.add(said.toString());
      }
    }
    return notes;
  }

  private static boolean awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static void pause() throws InterruptedException {
    LockSupport.parkNanos(10_000_000);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
