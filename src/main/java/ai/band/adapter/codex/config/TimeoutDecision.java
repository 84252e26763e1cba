package ai.band.adapter.codex.config;

/** What becomes of a permission request that nobody answers in time. */
public enum TimeoutDecision {
  /** Accepted, this once. */
  ACCEPT("accept"),
  /** Accepted, and Codex does not ask for the same thing again in this thread. */
  ACCEPT_FOR_SESSION("acceptForSession"),
  /** Declined. */
  DECLINE("decline");

  private final String word;

  TimeoutDecision(String word) {
    this.word = word;
  }

  /** The word used in configuration and on the wire to Codex. */
  public String word() {
    return word;
  }
}
