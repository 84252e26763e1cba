package ai.band.app.doctor;

/**
 * What one look has shown.
 *
 * @param check what was looked at, one or two words
 * @param state how it is
 * @param what what was found: name and value of what is wrong
 * @param remedy what to do; empty when there is nothing to do
 */
public record Finding(String check, State state, String what, String remedy) {
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

  /** All in one line. */
  public String line() {
    String text = what + (remedy.isEmpty() ? "" : " " + remedy);
    return String.join(" ", text.lines().map(String::strip).toList());
  }
}
