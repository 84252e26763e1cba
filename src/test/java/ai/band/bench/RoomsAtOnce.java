package ai.band.bench;

import ai.band.local.world.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Gives many rooms one message each at the same moment, while every turn takes a fixed time in a
 * stand-in for Codex, and reports how long all of it took. Program and Codex are processes of their
 * own.
 *
 * <p>Arguments: rooms (default 30), milliseconds a turn (default 2000).
 */
public final class RoomsAtOnce {
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
    try (var talk = new Talk(rooms);
        var program = talk.start()) {
      Result warm = run(talk, program, rooms, "millis=10");
      Result result = run(talk, program, rooms, "millis=" + millis);
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
  }

  /**
   * Runs it once.
   *
   * @param turn what the stand-in for Codex is told of how long a turn takes
   */
  static Result run(Talk talk, OwnProgram program, int count, String turn)
      throws InterruptedException {
    program.await("joins", () -> talk.band().sockets().topics(talk.bot()).size() > 2 * count);
    List<Entry> asked = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      asked.add(talk.post(talk.room(i), "this is room number " + i + ". " + turn));
    }
    List<Entry> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(talk.answer(talk.room(i), asked.get(i)));
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - begun);
    return new Result(count, right(talk, asked, answers), wall, overlapped(talk, asked, answers));
  }

  private static int right(Talk talk, List<Entry> asked, List<Entry> answers) {
    int right = 0;
    for (int i = 0; i < answers.size(); i++) {
      boolean own = answers.get(i).content().contains("this is room number " + i + ".");
      int replies = talk.band().world().ledger().replies(talk.room(i), asked.get(i)).size();
      right += own && replies == 1 ? 1 : 0;
    }
    return right;
  }

  private static boolean overlapped(Talk talk, List<Entry> asked, List<Entry> answers) {
    Instant lastStart =
        asked.stream()
            .map(entry -> entry.delivery(talk.bot().id()).attempts().getFirst().startedAt())
            .max(Instant::compareTo)
            .orElse(Instant.MAX);
    return answers.stream()
        .map(Entry::insertedAt)
        .min(Instant::compareTo)
        .filter(lastStart::isBefore)
        .isPresent();
  }
}
