package ai.band.app.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one look has shown.
 *
 * @param check what was looked at, one or two words
 * @param state how it is
 * @param what what was found: name and value of what is wrong
 * @param remedy what to do; empty when there is nothing to do
 */
public record Finding(String check, State state, String what, String remedy) {
  private static final Pattern LAST_SENTENCE = Pattern.compile("(.*[.?!)\"]) (\\p{Lu}.*)");

  /** How something is. */
  public enum State {
    /** As it should be. */
    OK,
    /** Worth a thought, but it works. */
    WARNING,
    /** Does not work, because something here has to be set otherwise. */
    MISCONFIGURED,
    /** Does not work, because something that was asked failed. */
    FAILED;

    /** Whether an agent can work in spite of it. */
    public boolean works() {
      return this == OK || this == WARNING;
    }

    /** The word that people see. */
    public String word() {
      return switch (this) {
        case OK -> "ok";
        case WARNING -> "warning";
        case MISCONFIGURED, FAILED -> "broken";
      };
    }
  }

  /** As it should be. */
  public static Finding ok(String check, String what) {
    return new Finding(check, State.OK, what, "");
  }

  /** Worth a thought. */
  public static Finding warning(String check, String what, String remedy) {
    return new Finding(check, State.WARNING, what, remedy);
  }

  /** To be set otherwise. */
  public static Finding misconfigured(String check, String what, String remedy) {
    return new Finding(check, State.MISCONFIGURED, what, remedy);
  }

  /** Asked, and failed. */
  public static Finding failed(String check, String what, String remedy) {
    return new Finding(check, State.FAILED, what, remedy);
  }

  /**
   * With the text of an exception, which ends with what to do.
   *
   * @param text one or more sentences; the last one is taken for the remedy
   */
  public static Finding told(String check, State state, String text) {
    String line = String.join(" ", text.lines().map(String::strip).toList());
    Matcher last = LAST_SENTENCE.matcher(line);
    return last.matches()
        ? new Finding(check, state, last.group(1), last.group(2))
        : new Finding(check, state, line, "");
  }

  /** All in one line. */
  public String line() {
    String text = what + (remedy.isEmpty() ? "" : " " + remedy);
    return String.join(" ", text.lines().map(String::strip).toList());
  }
}
