package ai.band.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * From the start of the process to the open socket, with the start-up archive and without.
 *
 * <p>Arguments: starts of each kind (default 5).
 */
public final class ColdStart {
  private ColdStart() {}

  public static void main(String[] args) throws Exception {
    int starts = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    double with = median(starts, "on");
    double without = median(starts, "off");
    System.out.printf(
        Locale.ROOT,
        "start to open socket, median of %d: %.2f s with the archive, %.2f s without (%.1f"
            + " times)%n",
        starts,
        with,
        without,
        without / with);
  }

  private static double median(int starts, String archive) throws Exception {
    double[] seconds = new double[starts];
    for (int i = 0; i < starts; i++) {
      try (var talk = new Talk(1);
          var program =
              talk.start(
                  OwnProgram.with(talk.section("")).variable("BAND_CODEX_ARCHIVE", archive))) {
        seconds[i] = program.age();
      }
    }
    Arrays.sort(seconds);
    return seconds[starts / 2];
  }
}
