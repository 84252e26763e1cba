package ai.band.bench;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.local.LocalBand;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Sends a running agent random and mutated Phoenix frames over its socket, and random and mutated
 * JSON-RPC lines over its connection to Codex, half before a turn and half while one is running.
 * Afterwards every room must still answer, over the same two connections.
 *
 * <p>Arguments: frames and lines together (default 200000), seed (default the clock).
 */
public final class Fuzz {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROOMS = 4;
  private static final int BREATH = 500;
  private static final String ALPHABET =
      "[]{}\",:0123456789.-+eE\\untrfalsabcdx \u0000\u00e9\u2028";
  private static final String OTHER_ID = "00000000-0000-4000-8000-000000000000";

  /**
   * What was seen.
   *
   * @param answered rooms that answered afterwards, once
   * @param reconnects connections of the agent to the server beyond the first
   * @param restarts connections to Codex beyond the first
   */
  record Result(
      long seed,
      int frames,
      int lines,
      int rooms,
      int answered,
      long reconnects,
      int restarts,
      Duration took) {
    boolean clean() {
      return answered == rooms && reconnects == 0 && restarts == 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "fuzz: seed %d, %d frames and %d lines, %d of %d rooms answered afterwards, reconnects"
              + " %d, restarts of Codex %d, %.1f s",
          seed,
          frames,
          lines,
          answered,
          rooms,
          reconnects,
          restarts,
          took.toMillis() / 1000.0);
    }
  }

  private final LocalBand band = LocalBand.start();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final List<Room> rooms = new ArrayList<>();
  private final List<FakeAppServer.InMemory> servers = new CopyOnWriteArrayList<>();
  private final Random random;
  private final long seed;

  private Fuzz(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    for (int i = 0; i < ROOMS; i++) {
      rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
    }
  }

  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.currentTimeMillis();
    Result result = run(count, seed);
    System.out.println(result);
    System.exit(result.clean() ? 0 : 1);
  }

  static Result run(int count, long seed) throws Exception {
    var fuzz = new Fuzz(seed);
    try (LocalBand ignored = fuzz.band;
        Agent agent = fuzz.agent()) {
      agent.start();
      return fuzz.run(count);
    }
  }

  private Agent agent() {
    var script =
        FakeScript.create()
            .when("good", FakeScript.say("You said: {message}"))
            .when("hold on", FakeScript.hold(), FakeScript.say("You said: {message}"))
            .otherwise(FakeScript.say("You said: {message}"));
    var adapter =
        CodexAdapter.builder()
            .config(CodexAdapterConfig.builder().build())
            .clientFactory(
                config -> {
                  FakeAppServer.InMemory server =
                      servers.isEmpty()
                          ? FakeAppServer.transport(script)
                          : servers.getLast().restarted(script);
                  servers.add(server);
                  return server;
                })
            .build();
    return Agent.builder()
        .adapter(adapter)
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .build();
  }

  private Result run(int count) throws InterruptedException {
    long begun = System.nanoTime();
    List<Entry> first = new ArrayList<>();
    rooms.forEach(room -> first.add(say(room, "good morning")));
    first.forEach(this::awaitDone);
    send(count / 2);
    Entry held = say(rooms.getFirst(), "hold on");
    await(() -> held.delivery(bot.id()).status() == Delivery.Status.PROCESSING);
    send(count / 2);
    band.world()
        .controls()
        .signal(bot, ai.band.local.world.Control.Mode.INTERRUPT, rooms.getFirst());
    awaitDone(held);
    List<Entry> last = new ArrayList<>();
    rooms.forEach(room -> last.add(say(room, "good evening")));
    last.forEach(this::awaitDone);
    int answered = 0;
    for (int i = 0; i < ROOMS; i++) {
      long answers =
          band.world().ledger().texts(rooms.get(i)).stream()
              .filter(e -> e.sender() == bot && e.content().contains("good evening"))
              .count();
      answered += answers == 1 ? 1 : 0;
    }
    return new Result(
        seed,
        count - count / 2,
        count / 2,
        ROOMS,
        answered,
        band.sockets().opened() - 1L,
        servers.size() - 1,
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private Entry say(Room room, String words) {
    return band.world().messages().post(room, alice, "@alice/coder " + words, bot);
  }

  private void awaitDone(Entry entry) {
    await(() -> entry.delivery(bot.id()).status() == Delivery.Status.PROCESSED);
  }

  private void send(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      if (i % 2 == 0) {
        band.sockets().sendText(bot, mutated(frame()));
      } else {
        servers.getLast().push(mutated(line()));
      }
      if (i % BREATH == 0) {
        LockSupport.parkNanos(1_000_000);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  private String frame() {
    String room = rooms.get(random.nextInt(ROOMS)).id();
    String[] topics = {
      "chat_room:" + room,
      "room_participants:" + room,
      "chat_room:" + OTHER_ID,
      "agent_contacts:" + bot.id(),
      "phoenix",
      ""
    };
    String[] events = {
      "message_created",
      "message_updated",
      "message_deleted",
      "event_created",
      "participant_added",
      "phx_reply",
      "phx_noise",
      "presence_diff",
      ""
    };
    String topic = topics[random.nextInt(topics.length)];
    String event = events[random.nextInt(events.length)];
    String ref = random.nextInt(3) == 0 ? "\"" + random.nextInt(40) + "\"" : "null";
    return "[null," + ref + ",\"" + topic + "\",\"" + event + "\"," + payload(room) + "]";
  }

  private String payload(String room) {
    return switch (random.nextInt(6)) {
      case 0 -> "{}";
      case 1 -> "null";
      case 2 -> "{\"status\":\"ok\",\"response\":{}}";
      case 3 -> "{\"status\":\"error\",\"response\":{\"reason\":\"unauthorized\"}}";
      case 4 ->
          "{\"id\":\"%s\",\"name\":\"Nobody\",\"type\":\"User\",\"handle\":\"nobody\"}"
              .formatted(OTHER_ID);
      default ->
          ("{\"id\":\"%s\",\"content\":\"@[[%s]] not there\",\"message_type\":\"text\","
                  + "\"sender_id\":\"%s\",\"sender_type\":\"User\",\"chat_room_id\":\"%s\","
                  + "\"metadata\":{\"mentions\":[{\"id\":\"%s\"}],\"status\":\"sent\"},"
                  + "\"inserted_at\":\"2026-01-01T00:00:00Z\","
                  + "\"updated_at\":\"2026-01-01T00:00:00Z\"}")
              .formatted(OTHER_ID, bot.id(), alice.id(), room, bot.id());
    };
  }

  private String line() {
    var turns = servers.getLast().sent("turn/start");
    String thread = turns.get(random.nextInt(turns.size())).path("threadId").asString();
    String turn = random.nextBoolean() ? OTHER_ID : "t" + random.nextInt(5);
    String[] methods = {
      "item/started",
      "item/completed",
      "item/agentMessage/delta",
      "item/reasoning/textDelta",
      "turn/plan/updated",
      "turn/diff/updated",
      "turn/started",
      "turn/completed",
      "thread/tokenUsage/updated",
      "thread/status/changed",
      "thread/settings/updated",
      "error",
      "warning",
      "configWarning",
      "serverRequest/resolved",
      "model/rerouted",
      "item/tool/call",
      "item/commandExecution/requestApproval",
      "item/fileChange/requestApproval",
      "mcpServer/elicitation/request",
      "no/such/method"
    };
    String method = methods[random.nextInt(methods.length)];
    return switch (random.nextInt(8)) {
      case 0 -> "{\"id\":%d,\"result\":{\"x\":[1,2]}}".formatted(10_000 + random.nextInt(1_000));
      case 1 -> "{\"id\":\"r%d\",\"error\":{\"code\":-1}}".formatted(random.nextInt(1_000));
      case 2 ->
          "{\"id\":%d,\"method\":\"%s\",\"params\":{\"threadId\":\"%s\",\"turnId\":\"%s\"}}"
              .formatted(20_000 + random.nextInt(100_000), method, OTHER_ID, turn);
      default ->
          ("{\"method\":\"%s\",\"params\":{\"threadId\":\"%s\",\"turnId\":\"%s\",\"turn\":{\"id\":"
               + "\"%s\",\"status\":\"completed\",\"items\":[]},\"delta\":\"x\",\"itemId\":\"i1\","
               + "\"item\":{\"type\":\"agentMessage\",\"id\":\"i1\",\"text\":\"senseless\"}}}")
              .formatted(method, thread, turn, turn);
    };
  }

  private String mutated(String text) {
    if (random.nextInt(10) == 0) {
      StringBuilder senseless = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        senseless.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      return senseless.toString();
    }
    StringBuilder changed = new StringBuilder(text);
    for (int changes = random.nextInt(4); changes > 0 && !changed.isEmpty(); changes--) {
      int at = random.nextInt(changed.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(5)) {
        case 0 -> changed.deleteCharAt(at);
        case 1 -> changed.insert(at, other);
        case 2 -> changed.setCharAt(at, other);
        case 3 -> changed.setLength(at);
        default -> changed.insert(at, changed.substring(at));
      }
    }
    // Lone surrogates cannot be sent; a line has no line break inside.
    byte[] bytes = changed.toString().replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(10_000_000);
    }
  }
}
