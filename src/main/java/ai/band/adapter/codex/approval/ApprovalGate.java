package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.room.RunningTurn;
import ai.band.codex.protocol.ServerRequest;

/**
 * Decides in one room about what Codex asks. One object per room; it dies with the room.
 *
 * <p>Every request gets exactly one answer, whatever races.
 */
public interface ApprovalGate {
  /**
   * Answers a request, at once or when somebody has decided. Called on a thread of its own, several
   * at a time, and may block. While a person is being asked, the turn's clock is to be paused.
   *
   * @param turn on whose behalf Codex asks; for a sub-agent the turn of the room
   * @throws InterruptedException when the room ends; the request is then declined
   */
  void handle(ServerRequest request, RunningTurn turn) throws InterruptedException;

  /**
   * Declines what a turn still asks for, because the turn is stopped.
   *
   * @param reason for the room and the audit, in a few words
   * @param tellRoom whether the room may be told
   */
  void withdraw(RunningTurn turn, String reason, boolean tellRoom);

  /** Where people decide. */
  ApprovalDesk desk();

  /** How many requests wait for somebody. */
  int pending();

  /** How many session approvals are in force. */
  int sessionApprovals();

  /** Declines everything that waits and forgets everything; says nothing. */
  void close();
}
