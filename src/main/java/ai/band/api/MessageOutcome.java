package ai.band.api;

/** How the work on one message ended. */
public sealed interface MessageOutcome {
  /** Done: the message never comes back. */
  record Processed() implements MessageOutcome {}

  /**
   * It did not work out. The room has been told by the adapter.
   *
   * @param reason for the platform's record; not blank
   * @param retryable whether another attempt may succeed
   */
  record Failed(String reason, boolean retryable) implements MessageOutcome {}

  /**
   * Left as it is, to be taken up again later.
   *
   * @param reason for the log
   */
  record LeftForReplay(String reason) implements MessageOutcome {}

  /** From the command lane only: the message must wait its turn in the work lane. */
  record Queued() implements MessageOutcome {}

  /** Done. */
  static MessageOutcome processed() {
    return new Processed();
  }

  /** Failed for good. */
  static MessageOutcome failed(String reason) {
    return new Failed(reason, false);
  }

  /** Failed, but worth another attempt. */
  static MessageOutcome failedForNow(String reason) {
    return new Failed(reason, true);
  }
}
