package ai.band.adapter.codex.approval;

/** What somebody says to a request. */
public enum Verdict {
  ACCEPT("accept"),
  ACCEPT_FOR_SESSION("acceptForSession"),
  DECLINE("decline");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word on the wire. */
  public String word() {
    return word;
  }

  static Verdict of(String word) {
    for (Verdict verdict : values()) {
      if (verdict.word.equals(word)) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("There is no decision " + word + ".");
  }
}
