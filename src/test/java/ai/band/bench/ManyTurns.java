package ai.band.bench;

import java.util.Locale;

/**
 * Many turns over 20 rooms: turns a second, and live heap and threads before and after.
 *
 * <p>Arguments: turns (default 10000).
 */
public final class ManyTurns {
  private static final int ROOMS = 20;
  private static final int AT_ONCE = 500;

  private ManyTurns() {}

  public static void main(String[] args) throws Exception {
    int turns = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    try (var talk = new Talk(ROOMS);
        var program = talk.start()) {
      talk.flood(AT_ONCE, ROOMS);
      report("before", program);
      double seconds = 0;
      for (int done = 0; done < turns; done += AT_ONCE) {
        seconds += talk.flood(Math.min(AT_ONCE, turns - done), ROOMS);
      }
      report("after", program);
      System.out.printf(
          Locale.ROOT, "%d turns in %.1f s, %.0f a second%n", turns, seconds, turns / seconds);
    }
  }

  private static void report(String when, OwnProgram program) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%s: live heap %d KiB, RSS %d MiB, %d threads%n",
        when,
        program.figures().liveHeapBytes() / 1024,
        program.figures().residentKiB() / 1024,
        program.figures().threads());
  }
}
