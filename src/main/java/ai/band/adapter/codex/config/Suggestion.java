package ai.band.adapter.codex.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses what a misspelt name was meant to be. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /**
   * The known name nearest to a wrong one.
   *
   * @return null when none is within two edits
   */
  public static @Nullable String closest(String wrong, Collection<String> known) {
    String folded = wrong.toLowerCase(Locale.ROOT).replace('-', '_');
    String best = null;
    int bestDistance = MAX_DISTANCE + 1;
    for (String name : known) {
      int distance = distance(folded, name);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** A question to append to an error, with a leading blank; empty when there is no guess. */
  public static String hint(String wrong, Collection<String> known) {
    String best = closest(wrong, known);
    return best == null ? "" : " Did you mean " + best + "?";
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
