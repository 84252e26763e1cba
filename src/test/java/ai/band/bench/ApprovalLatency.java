package ai.band.bench;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.local.LocalBand;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures how long {@code /approve} takes from the room to Codex, and {@code /status} to its
 * reply, while a turn of the same room is running and other rooms stream answers.
 *
 * <p>Arguments: requests (default 200), other rooms (default 20).
 */
public final class ApprovalLatency {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int WARM_UP = 20;

  private ApprovalLatency() {}

  /**
   * What was seen.
   *
   * @param approve from the post of each {@code /approve} to its answer at Codex
   * @param status from the post of each {@code /status} to its reply
   * @param turnRan whether the room's turn was running all the time
   * @param busyRooms how many other rooms were still at work at the end
   */
  public record Result(
      List<Duration> approve, List<Duration> status, boolean turnRan, int busyRooms) {}

  public static void main(String[] args) throws Exception {
    int requests = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    int rooms = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    Result result = run(requests, rooms);
    System.out.printf(
        Locale.ROOT,
        "/approve reaches Codex: p50 %.1f ms, p99 %.1f ms%n/status is answered: p50 %.1f ms, p99"
            + " %.1f ms%n%d of each; the room's turn was running: %s; other rooms at work: %d of"
            + " %d%n",
        millis(result.approve(), 50),
        millis(result.approve(), 99),
        millis(result.status(), 50),
        millis(result.status(), 99),
        requests,
        result.turnRan() ? "yes" : "no",
        result.busyRooms(),
        rooms);
  }

  static Result run(int requests, int others) throws InterruptedException {
    FakeAppServer.InMemory codex = FakeAppServer.transport(script(requests + WARM_UP));
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
      Room room = band.world().rooms().create(alice, "Approvals", bot);
      List<Room> busy = new ArrayList<>();
      for (int i = 0; i < others; i++) {
        busy.add(band.world().rooms().create(alice, "Room " + i, bot));
      }
      try (Agent agent = agent(band, bot, codex)) {
        agent.start();
        List<Entry> streams = new ArrayList<>();
        busy.forEach(each -> streams.add(post(band, each, alice, bot, "keep busy")));
        Entry asked = post(band, room, alice, bot, "ask again and again");
        List<Duration> approve = new ArrayList<>();
        List<Duration> status = new ArrayList<>();
        for (int i = 0; i < requests + WARM_UP; i++) {
          String id = "req-" + i;
          until(() -> said(room, bot, "(" + id + ")"));
          status.add(
              time(
                  () -> post(band, room, alice, bot, "/status"),
                  () -> said(room, bot, "pending_approvals")));
          approve.add(
              time(
                  () -> post(band, room, alice, bot, "/approve " + id), () -> answered(codex, id)));
        }
        return new Result(
            approve.subList(WARM_UP, approve.size()),
            status.subList(WARM_UP, status.size()),
            band.world().ledger().texts(room).stream().noneMatch(t -> t.content().contains("over")),
            (int) streams.stream().filter(entry -> !isDone(entry, bot)).count());
      }
    }
  }

  /** The main room asks one thing after the other; the others stream for longer than it takes. */
  private static FakeScript script(int requests) {
    List<ObjectNode> steps = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      steps.add(FakeScript.run("command " + i).put("approve", true));
    }
    steps.add(FakeScript.hold());
    steps.add(FakeScript.say("over"));
    return FakeScript.create()
        .when("ask again", steps.toArray(ObjectNode[]::new))
        .when("keep busy", FakeScript.stream("word ".repeat(20_000), 10_000, 25));
  }

  private static Agent agent(LocalBand band, RegisteredAgent bot, FakeAppServer.InMemory codex) {
    var config =
        CodexAdapterConfig.builder()
            .approvalPolicy("on-request")
            .approvalMode("manual")
            .turnTimeoutS(Duration.ofMinutes(10))
            .build();
    return Agent.builder()
        .adapter(CodexAdapter.builder().config(config).clientFactory(ignored -> codex).build())
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .build();
  }

  private static Entry post(
      LocalBand band, Room room, Person sender, RegisteredAgent bot, String text) {
    return band.world().messages().post(room, sender, "@alice/coder " + text, bot);
  }

  private static Duration time(Runnable action, BooleanSupplier done) throws InterruptedException {
    long begun = System.nanoTime();
    action.run();
    until(done);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static void until(BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited in vain for " + PATIENCE);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** The newest text of the agent; each of its texts here follows one of ours. */
  private static boolean said(Room room, RegisteredAgent bot, String part) {
    List<Entry> timeline = room.timeline();
    for (int i = timeline.size() - 1; i >= 0; i--) {
      Entry entry = timeline.get(i);
      if (entry.isText() && entry.sender() == bot) {
        if (entry.content().contains(part)) {
          return true;
        }
      } else if (entry.isText() && entry.content().endsWith("/status")) {
        return false;
      }
    }
    return false;
  }

  private static boolean answered(FakeAppServer.InMemory codex, String id) {
    String number = id.substring("req-".length());
    return codex.sent().reversed().stream()
        .limit(50)
        .anyMatch(
            frame ->
                !frame.has("method")
                    && frame.path("result").has("decision")
                    && frame.path("id").asString().equals(number));
  }

  private static boolean isDone(Entry entry, RegisteredAgent bot) {
    return entry.delivery(bot.id()).status() == ai.band.local.world.Delivery.Status.PROCESSED;
  }

  private static double millis(List<Duration> times, int percent) {
    List<Duration> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    int at = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
    return sorted.get(at).toNanos() / 1e6;
  }
}
