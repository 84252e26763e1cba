package ai.band.bench;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.AdapterFeatures;
import ai.band.api.Emit;
import ai.band.api.SessionConfig;
import ai.band.local.LocalBand;
import ai.band.local.OfflineModel;
import ai.band.local.world.Control;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import ai.band.testkit.RealCodex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Stops or interrupts turns at random moments, several rooms at the same time. Afterwards nothing
 * may come from the turn, no process that it started may be left, and after the play each message
 * has its own answer.
 *
 * <p>Arguments: {@code fake} or {@code real} (default fake), signals (default 200; with the real
 * Codex 30), seed (default the clock).
 */
public final class StopsAtRandom {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A post that is on its way when the signal is sent cannot be called back. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

  /** How long the end of processes may take. */
  private static final Duration ENDING = Duration.ofSeconds(10);

  /**
   * What was seen.
   *
   * @param late posts that came two seconds after a stop, or after the end of an interrupted
   *     message
   * @param latest the latest post after a signal, in milliseconds
   * @param processes processes of stopped turns that were left
   * @param unanswered stopped messages without an answer after the play
   * @param doubled messages with more than one answer
   * @param hung messages that did not end
   */
  record Result(
      String codex,
      long seed,
      int signals,
      int stops,
      int interrupts,
      int inTime,
      int late,
      long latest,
      int processes,
      int unanswered,
      int doubled,
      int hung,
      Duration took) {
    boolean clean() {
      return late + processes + unanswered + doubled + hung == 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "stops at random (%s): seed %d, %d signals: %d stops followed by play, %d interrupts, %d"
              + " of them before the answer; late posts %d (latest after %d ms), processes left %d,"
              + " unanswered %d, doubled %d, hung %d, %.1f s",
          codex,
          seed,
          signals,
          stops,
          interrupts,
          inTime,
          late,
          latest,
          processes,
          unanswered,
          doubled,
          hung,
          took.toMillis() / 1000.0);
    }
  }

  /** One signal, as it went. */
  private record Seen(
      Control.Mode mode,
      boolean inTime,
      int late,
      long latest,
      boolean processLeft,
      int answers,
      boolean ended) {}

  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final long seed;
  private final int longest;
  private final String format;
  private final String answer;

  /**
   * @param longest milliseconds until the signal, at most
   * @param format of a message; its number is put in
   * @param answer what an answer contains; the number is put in
   */
  private StopsAtRandom(long seed, int longest, String format, String answer) {
    this.seed = seed;
    this.longest = longest;
    this.format = format;
    this.answer = answer;
  }

  public static void main(String[] args) throws Exception {
    boolean real = args.length > 0 && args[0].equals("real");
    int signals = args.length > 1 ? Integer.parseInt(args[1]) : real ? 30 : 200;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.currentTimeMillis();
    Result result = real ? withRealCodex(signals, 6, seed) : withFake(signals, 20, seed);
    System.out.println(result);
    System.exit(result.clean() ? 0 : 1);
  }

  static Result withFake(int signals, int rooms, long seed) throws Exception {
    Path home = Files.createTempDirectory("stops-");
    var script =
        FakeScript.create()
            .otherwise(
                FakeScript.step("think").put("text", "about it"),
                FakeScript.call(
                    "band_send_event",
                    Map.of("content", "Looking around", "message_type", "thought")),
                FakeScript.stream("Some remark. ", 5, 40).put("phase", "commentary"),
                FakeScript.run("make"),
                FakeScript.stream("You said: {message}", 4, 40));
    Map<String, String> environment = new HashMap<>(FakeAppServer.environment(script));
    environment.put("CODEX_HOME", home.toString());
    var config =
        CodexAdapterConfig.builder()
            .codexCommand(FakeAppServer.command())
            .codexEnv(environment)
            .streamCommentaryEvents(true)
            .build();
    return new StopsAtRandom(seed, 700, "this is number %06d.", "this is number %06d.")
        .run("fake app-server", config, signals, rooms);
  }

  static Result withRealCodex(int signals, int rooms, long seed) throws Exception {
    try (OfflineModel model = OfflineModel.start(0)) {
      RealCodex codex = RealCodex.with(model);
      var config =
          CodexAdapterConfig.builder()
              .codexCommand(codex.command())
              .codexEnv(codex.environment())
              .cwd(codex.workspace().toString())
              .sandbox("danger-full-access")
              .build();
      return new StopsAtRandom(seed, 3_000, "run sleep 2.5%06d && echo %06d done", "%06d")
          .run("real Codex", config, signals, rooms);
    }
  }

  private Result run(String codex, CodexAdapterConfig config, int signals, int count)
      throws Exception {
    long begun = System.nanoTime();
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
    }
    List<Seen> all = new ArrayList<>();
    try (LocalBand ignored = band;
        Agent agent = agent(config);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      agent.start();
      List<Future<List<Seen>>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int first = i;
        Callable<List<Seen>> work = () -> signals(rooms.get(first), first, signals, count);
        running.add(threads.submit(work));
      }
      for (Future<List<Seen>> each : running) {
        all.addAll(each.get());
      }
    }
    return summary(codex, all, Duration.ofNanos(System.nanoTime() - begun));
  }

  private Agent agent(CodexAdapterConfig config) {
    var features =
        new AdapterFeatures(Set.of(), Set.of(Emit.EXECUTION, Emit.THOUGHTS, Emit.TASK_EVENTS));
    return Agent.builder()
        .adapter(CodexAdapter.builder().config(config).features(features).build())
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .sessionConfig(SessionConfig.builder().idleResync(Duration.ofSeconds(2)).build())
        .build();
  }

  private List<Seen> signals(Room room, int first, int signals, int step)
      throws InterruptedException {
    Random random = new Random(seed + first);
    List<Seen> seen = new ArrayList<>();
    for (int number = first; number < signals; number += step) {
      seen.add(one(room, number, random));
    }
    return seen;
  }

  private Seen one(Room room, int number, Random random) throws InterruptedException {
    String words = String.format(Locale.ROOT, format, number, number);
    Entry asked = band.world().messages().post(room, alice, "@alice/coder " + words, bot);
    LockSupport.parkNanos(random.nextInt(longest) * 1_000_000L);
    Control.Mode mode = random.nextInt(3) == 0 ? Control.Mode.INTERRUPT : Control.Mode.STOP;
    boolean inTime = answers(room, number) == 0;
    Instant signalled = Instant.now();
    band.world().controls().signal(bot, mode, room);
    boolean hasty = mode == Control.Mode.STOP && random.nextInt(4) == 0;
    boolean left = false;
    if (hasty) {
      LockSupport.parkNanos(random.nextInt(60) * 1_000_000L);
    } else {
      left = !await(ENDING, () -> !isRunning(number));
      LockSupport.parkNanos(ON_ITS_WAY.plusMillis(300).toNanos());
    }
    List<Entry> after = hasty ? List.of() : postsSince(room, signalled);
    if (mode == Control.Mode.STOP) {
      band.world().controls().signal(bot, Control.Mode.PLAY, room);
    }
    boolean interruptLost = mode == Control.Mode.INTERRUPT && answers(room, number) > 0;
    boolean ended =
        await(PATIENCE, () -> asked.delivery(bot.id()).status() == Delivery.Status.PROCESSED);
    // Band refuses what comes after a stop; after an interrupt, the end of the message ends it all.
    Instant end = asked.delivery(bot.id()).processedAt();
    Instant last = mode == Control.Mode.STOP || end == null ? signalled.plus(ON_ITS_WAY) : end;
    int late = (int) after.stream().filter(entry -> entry.insertedAt().isAfter(last)).count();
    long latest =
        after.stream()
            .mapToLong(e -> Duration.between(signalled, e.insertedAt()).toMillis())
            .max()
            .orElse(0);
    return new Seen(
        mode, inTime && !interruptLost, late, latest, left, answers(room, number), ended);
  }

  private List<Entry> postsSince(Room room, Instant moment) {
    return band.world().ledger().by(room, bot).stream()
        .filter(entry -> entry.insertedAt().isAfter(moment))
        .toList();
  }

  private int answers(Room room, int number) {
    String wanted = String.format(Locale.ROOT, answer, number);
    return (int)
        band.world().ledger().texts(room).stream()
            .filter(entry -> entry.sender() == bot && entry.content().contains(wanted))
            .count();
  }

  private static boolean isRunning(int number) {
    String mark = String.format(Locale.ROOT, "sleep 2.5%06d", number);
    return ProcessHandle.current()
        .descendants()
        .anyMatch(child -> child.info().commandLine().orElse("").contains(mark));
  }

  private Result summary(String codex, List<Seen> all, Duration took) {
    return new Result(
        codex,
        seed,
        all.size(),
        (int) all.stream().filter(seen -> seen.mode() == Control.Mode.STOP).count(),
        (int) all.stream().filter(seen -> seen.mode() == Control.Mode.INTERRUPT).count(),
        (int) all.stream().filter(Seen::inTime).count(),
        all.stream().mapToInt(Seen::late).sum(),
        all.stream().mapToLong(Seen::latest).max().orElse(0),
        (int) all.stream().filter(Seen::processLeft).count(),
        (int)
            all.stream()
                .filter(seen -> seen.mode() == Control.Mode.STOP && seen.answers() == 0)
                .count(),
        (int) all.stream().filter(seen -> seen.answers() > 1).count(),
        (int) all.stream().filter(seen -> !seen.ended()).count(),
        took);
  }

  private static boolean await(Duration longest, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(20_000_000);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }
}
