package ai.band.bench;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.SessionConfig;
import ai.band.local.LocalBand;
import ai.band.local.fault.Faults;
import ai.band.local.fault.FrameFault;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.fault.UpgradeFault;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import ai.band.platform.rest.RetrySettings;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Many messages in many rooms while everything goes wrong now and then: sockets, pushes, every REST
 * call, Codex itself. Counts at the server what became of the messages, and what is left in the
 * agent afterwards.
 *
 * <p>Arguments: messages (default 1000), rooms (default 20), seed (default the clock).
 */
public final class Soak {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final double RATE = 0.015;
  private static final double SELDOM = 0.003;
  private static final double DROP_RATE = 0.06;
  private static final double KILL_RATE = 0.015;

  /**
   * What was seen.
   *
   * @param answered messages with exactly one answer
   * @param noticed messages without an answer whose sender was told why; Codex was killed there
   * @param doubled messages with more than one answer
   * @param lost messages that ended with neither
   * @param unanswered messages that have not ended
   * @param faults how often a fault has struck, socket drops and kills not counted
   */
  record Result(
      long seed,
      int messages,
      int rooms,
      int answered,
      int noticed,
      int doubled,
      int lost,
      int unanswered,
      long faults,
      int drops,
      int kills,
      Duration took,
      Remains before,
      Remains after,
      List<String> wrong) {
    boolean clean() {
      return answered + noticed == messages && doubled + lost + unanswered == 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "soak: seed %d, %d messages, %d rooms, rates %.3f each (rare ones %.3f), %d faults,"
              + " %d socket drops, %d kills of Codex, %.1f s%n"
              + "  answered once %d, told why not %d, doubled %d, lost %d, unanswered %d%n"
              + "  before: %s%n  after:  %s%s",
          seed,
          messages,
          rooms,
          RATE,
          SELDOM,
          faults,
          drops,
          kills,
          took.toMillis() / 1000.0,
          answered,
          noticed,
          doubled,
          lost,
          unanswered,
          before,
          after,
          wrong.isEmpty() ? "" : "\n  wrong: " + wrong);
    }
  }

  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final List<Room> rooms = new ArrayList<>();
  private final Map<Entry, String> asked = new HashMap<>();
  private final Random random;
  private final long seed;
  private int drops;
  private int kills;

  private Soak(int count, long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    for (int i = 0; i < count; i++) {
      rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
    }
  }

  public static void main(String[] args) throws Exception {
    int messages = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.currentTimeMillis();
    Result result = run(messages, rooms, seed);
    System.out.println(result);
    System.exit(result.clean() ? 0 : 1);
  }

  static Result run(int messages, int rooms, long seed) throws Exception {
    var soak = new Soak(rooms, seed);
    try (LocalBand ignored = soak.band;
        Agent agent = soak.agent()) {
      agent.start();
      return soak.run(messages);
    }
  }

  private Agent agent() throws Exception {
    Path home = Files.createTempDirectory("soak-");
    var environment =
        new HashMap<>(
            FakeAppServer.environment(
                FakeScript.create()
                    .otherwise(
                        FakeScript.call("band_get_participants", Map.of()),
                        FakeScript.call("band_lookup_peers", Map.of()),
                        FakeScript.call(
                            "band_send_event",
                            Map.of("content", "Looking around", "message_type", "thought")),
                        FakeScript.say("You said: {message}"))));
    environment.put("CODEX_HOME", home.toString());
    var config =
        CodexAdapterConfig.builder()
            .codexCommand(FakeAppServer.command())
            .codexEnv(environment)
            .build();
    return Agent.builder()
        .adapter(new CodexAdapter(config))
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .sessionConfig(
            SessionConfig.builder()
                .idleResync(Duration.ofMillis(500))
                .maxMessageRetries(10)
                .build())
        .connection(Soak::hurried)
        .build();
  }

  private static BandLinkOptions hurried(BandLinkOptions options) {
    return options
        .withRest(
            options
                .rest()
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))
                .withRetry(new RetrySettings(3, Duration.ofMillis(20), Duration.ofMillis(300))))
        .withSocket(
            PhoenixOptions.builder()
                .reconnect(ReconnectSettings.constant(Duration.ofMillis(50)))
                .build());
  }

  private Result run(int messages) throws Exception {
    for (Room room : rooms) {
      say(room, "warm-up in " + room.id());
    }
    await(this::allProcessed);
    Remains before = Remains.now();
    asked.clear();
    switchFaultsOn(band.faults());
    long begun = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      say(rooms.get(random.nextInt(rooms.size())), "this is number " + i + ".");
      disturb();
      LockSupport.parkNanos(random.nextInt(40_000_000));
    }
    await(this::allProcessed);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    long struck = band.faults().struck();
    band.faults().clear();
    band.calls().clear();
    Remains after = Remains.settled(before);
    return result(took, struck, before, after);
  }

  private void disturb() {
    if (random.nextDouble() < DROP_RATE) {
      Integer code = List.of(0, 1000, 1001, 1011, 1012).get(random.nextInt(4));
      drops += band.sockets().drop(bot, code == 0 ? null : code);
    }
    if (random.nextDouble() < DROP_RATE) {
      byte[] senseless = "{\"id\":7,\"content\":[]}".getBytes(StandardCharsets.UTF_8);
      Room room = rooms.get(random.nextInt(rooms.size()));
      band.sockets().push("chat_room:" + room.id(), "message_created", senseless);
    }
    if (random.nextDouble() < DROP_RATE / 4) {
      band.sockets().crashChannel("chat_room:" + rooms.get(random.nextInt(rooms.size())).id());
    }
    if (random.nextDouble() < KILL_RATE) {
      killCodex();
    }
  }

  private void killCodex() {
    ProcessHandle.current()
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .forEach(
            child -> {
              child.destroyForcibly();
              kills++;
            });
  }

  private void say(Room room, String words) {
    asked.put(band.world().messages().post(room, alice, "@alice/coder " + words, bot), words);
  }

  private void switchFaultsOn(Faults faults) {
    faults.seed(seed);
    Occasion now = Occasion.rate(RATE);
    Occasion seldom = Occasion.rate(SELDOM);
    faults.add(RestFault.onAll().status(429, Duration.ofSeconds(1), seldom));
    faults.add(RestFault.onAll().status(429, now));
    faults.add(RestFault.onAll().status(500, now));
    faults.add(RestFault.onAll().status(503, now));
    faults.add(RestFault.onAll().with(new RestFault.Effect.StatusAfter(500), now));
    faults.add(RestFault.onAll().cutBefore(now));
    faults.add(RestFault.onAll().cutAfter(now));
    faults.add(RestFault.onAll().delay(Duration.ofMillis(50), now));
    Duration tooLate = Duration.ofMillis(2_300);
    faults.add(RestFault.onAll().with(new RestFault.Effect.DelayAnswer(tooLate), seldom));
    Duration late = Duration.ofMillis(700);
    faults.add(RestFault.onAll().with(new RestFault.Effect.ActLate(late), seldom));
    for (FrameFault.Effect effect :
        List.of(
            new FrameFault.Effect.Omit(),
            new FrameFault.Effect.Duplicate(),
            new FrameFault.Effect.Swap(),
            new FrameFault.Effect.Delay(Duration.ofMillis(60)),
            new FrameFault.Effect.Replace("{\"not\":\"a frame\"}"),
            new FrameFault.Effect.Replace("[1,2"),
            new FrameFault.Effect.JoinRef("999"),
            new FrameFault.Effect.Drop(null))) {
      faults.add(FrameFault.of("message_created", effect, now));
    }
    faults.add(new JoinFault("chat_room:", new JoinFault.Effect.Refuse("unauthorized"), seldom));
    faults.add(new JoinFault("", new JoinFault.Effect.Delay(Duration.ofMillis(20)), seldom));
    faults.add(new UpgradeFault(new UpgradeFault.Effect.Cut(), now));
    faults.add(new UpgradeFault(new UpgradeFault.Effect.Refuse(503, null, null), now));
  }

  private boolean allProcessed() {
    return rooms.stream().allMatch(room -> band.world().deliveries().next(room, bot) == null);
  }

  private Result result(Duration took, long struck, Remains before, Remains after) {
    int answered = 0;
    int noticed = 0;
    int doubled = 0;
    int lost = 0;
    int unanswered = 0;
    List<String> wrong = new ArrayList<>();
    Map<String, List<String>> said = new HashMap<>();
    rooms.forEach(room -> said.put(room.id(), said(room)));
    for (Map.Entry<Entry, String> message : asked.entrySet()) {
      Entry entry = message.getKey();
      long answers =
          said.get(entry.roomId()).stream()
              .filter(text -> text.contains("You said:") && text.contains(message.getValue()))
              .count();
      boolean ended = band.world().deliveries().next(room(entry), bot) == null;
      boolean told =
          band.world().ledger().replies(room(entry), entry).stream()
              .anyMatch(reply -> reply.content().contains("could not"));
      if (answers == 1) {
        answered++;
      } else if (answers == 0 && told) {
        noticed++;
      } else {
        doubled += answers > 1 ? 1 : 0;
        lost += answers == 0 && ended ? 1 : 0;
        unanswered += answers == 0 && !ended ? 1 : 0;
        wrong.add(message.getValue() + " " + entry.delivery(bot.id()) + history(entry));
      }
    }
    return new Result(
        seed,
        asked.size(),
        rooms.size(),
        answered,
        noticed,
        doubled,
        lost,
        unanswered,
        struck,
        drops,
        kills,
        took,
        before,
        after,
        wrong);
  }

  private List<String> history(Entry message) {
    return band.world().ledger().replies(room(message), message).stream()
        .map(reply -> reply.insertedAt() + " " + reply.content())
        .toList();
  }

  private Room room(Entry entry) {
    return rooms.stream().filter(r -> r.id().equals(entry.roomId())).findFirst().orElseThrow();
  }

  private List<String> said(Room room) {
    return band.world().ledger().texts(room).stream()
        .filter(entry -> entry.sender() == bot)
        .map(Entry::content)
        .toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
