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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives many rooms one message each at the same moment, while every turn takes a fixed time in a
 * fake app-server of its own process, and reports how long all of it took.
 *
 * <p>Arguments: rooms (default 30), milliseconds a turn (default 2000).
 */
public final class RoomsAtOnce {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private RoomsAtOnce() {}

  /**
   * What was seen.
   *
   * @param rooms how many rooms there were
   * @param right how many got exactly one answer, with their own text in it
   * @param wall from the first message to the last answer
   * @param overlapped whether the last room was at work before the first one had its answer
   */
  public record Result(int rooms, int right, Duration wall, boolean overlapped) {}

  public static void main(String[] args) throws Exception {
    int rooms = args.length > 0 ? Integer.parseInt(args[0]) : 30;
    int millis = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
    Result warm = run(rooms, 10);
    Result result = run(rooms, millis);
    System.out.printf(
        Locale.ROOT,
        "%d rooms, %d ms a turn: %d right answers in %.2f s (ideal %.2f s); rooms overlapped: %s;"
            + " warm-up %d of %d right%n",
        result.rooms(),
        millis,
        result.right(),
        result.wall().toMillis() / 1000.0,
        millis / 1000.0,
        result.overlapped() ? "yes" : "no",
        warm.right(),
        warm.rooms());
  }

  static Result run(int count, int millis) throws InterruptedException {
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
      List<Room> rooms = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        rooms.add(band.world().rooms().create(alice, "Room " + i, bot));
      }
      try (Agent agent = agent(band, bot, millis)) {
        agent.start();
        List<Entry> asked = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
          asked.add(
              band.world()
                  .messages()
                  .post(rooms.get(i), alice, "@alice/coder this is room number " + i + ".", bot));
        }
        List<Entry> answers = awaitAnswers(band, rooms, asked);
        Duration wall = Duration.ofNanos(System.nanoTime() - begun);
        return new Result(count, right(answers), wall, overlapped(asked, answers, bot));
      }
    }
  }

  private static Agent agent(LocalBand band, RegisteredAgent bot, int millis) {
    var script = FakeScript.replying("You said: {input}").turnMillis(millis);
    var config =
        CodexAdapterConfig.builder()
            .codexCommand(FakeAppServer.command())
            .codexEnv(FakeAppServer.environment(script))
            .build();
    return Agent.builder()
        .adapter(new CodexAdapter(config))
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .build();
  }

  /** The first answer of each room, in the order of the rooms; null where none came in time. */
  private static List<Entry> awaitAnswers(LocalBand band, List<Room> rooms, List<Entry> asked)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Entry> answers = new ArrayList<>();
    for (int i = 0; i < rooms.size(); i++) {
      List<Entry> replies = List.of();
      while (replies.isEmpty() && System.nanoTime() < deadline) {
        replies = band.world().ledger().replies(rooms.get(i), asked.get(i));
        if (replies.isEmpty()) {
          LockSupport.parkNanos(1_000_000);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      answers.add(replies.size() == 1 ? replies.getFirst() : null);
    }
    return answers;
  }

  private static int right(List<Entry> answers) {
    int right = 0;
    for (int i = 0; i < answers.size(); i++) {
      Entry answer = answers.get(i);
      if (answer != null && answer.content().contains("this is room number " + i + ".")) {
        right++;
      }
    }
    return right;
  }

  private static boolean overlapped(List<Entry> asked, List<Entry> answers, RegisteredAgent bot) {
    Instant lastStart =
        asked.stream()
            .map(entry -> entry.delivery(bot.id()).attempts().getFirst().startedAt())
            .max(Instant::compareTo)
            .orElse(Instant.MAX);
    return answers.stream()
        .filter(answer -> answer != null)
        .map(Entry::insertedAt)
        .min(Instant::compareTo)
        .filter(lastStart::isBefore)
        .isPresent();
  }
}
