package ai.band.adapter.codex.turn;

import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnStatus;
import org.jspecify.annotations.Nullable;

/**
 * How a turn ended, as far as its room is concerned.
 *
 * @param status what Codex said; {@code interrupted} too when it never confirmed an interrupt
 * @param statusWord the status as Codex wrote it
 * @param error what Codex said went wrong
 * @param stopReason why we ended it; null when it ended by itself
 * @param transportLost whether the connection ended under it
 * @param confirmed false: Codex may still be at work on it
 * @param text the answer, or what there was of it
 */
record TurnVerdict(
    TurnStatus status,
    String statusWord,
    @Nullable TurnError error,
    @Nullable String stopReason,
    boolean transportLost,
    boolean confirmed,
    String text) {

  boolean completed() {
    return status == TurnStatus.COMPLETED;
  }

  /** In plain words why the turn did not complete; null when it did. */
  @Nullable String reason() {
    return switch (status) {
      case COMPLETED -> null;
      case INTERRUPTED ->
          "The work stopped before the request was finished: "
              + (stopReason == null ? "it was stopped by Codex" : stopReason)
              + ".";
      case FAILED, IN_PROGRESS, UNKNOWN ->
          "The request could not be completed (" + statusWord + ")" + because();
    };
  }

  private String because() {
    return error == null || error.message().isBlank() ? "." : ": " + error.message().strip();
  }
}
