package ai.band.bench;

import ai.band.local.world.Room;
import java.util.Arrays;
import java.util.Locale;

/**
 * What one room does to the others: answers of nine rooms while all is quiet, while a tenth room
 * waits for an approval that nobody gives, and around the death of Codex in its turn.
 *
 * <p>Arguments: turns of each part (default 500).
 */
public final class Neighbours {
  private static final int OTHERS = 9;

  private Neighbours() {}

  public static void main(String[] args) throws Exception {
    int turns = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    try (var talk = new Talk(OTHERS + 1);
        var program = talk.start()) {
      measure(talk, turns);
      report("all quiet", measure(talk, turns));
      Room tenth = talk.room(OTHERS);
      talk.post(tenth, "ask");
      report("one room waits for an approval", measure(talk, turns));
      talk.post(talk.room(OTHERS - 1), "die");
      report("Codex died", measure(talk, turns));
      if (!program.isAlive()) {
        throw new IllegalStateException("the program ended");
      }
    }
  }

  /** From message to answer, in microseconds, in order of length. */
  private static long[] measure(Talk talk, int turns) {
    long[] took = new long[turns];
    for (int i = 0; i < turns; i++) {
      long begun = System.nanoTime();
      talk.ask(talk.room(i % (OTHERS - 1)), "number " + i);
      took[i] = (System.nanoTime() - begun) / 1_000;
    }
    Arrays.sort(took);
    return took;
  }

  private static void report(String when, long[] took) {
    System.out.printf(
        Locale.ROOT,
        "%-32s message to answer p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
        when,
        took[took.length / 2] / 1000.0,
        took[took.length * 99 / 100] / 1000.0,
        took[took.length - 1] / 1000.0);
  }
}
