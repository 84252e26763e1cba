package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.ApprovalDesk;
import ai.band.adapter.codex.approval.Decider;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.api.AdapterInput;
import ai.band.api.Lane;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One use of a command.
 *
 * @param session the room it was written in
 * @param command the command and its arguments
 * @param input the message that holds it; its sender asks
 * @param lane where it runs
 */
public record CommandCall(
    RoomSession session, SlashCommand command, AdapterInput input, Lane lane) {
  /** Also the blanks that editors put between words so that a line does not break there. */
  static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

  /** What follows the command, trimmed. */
  public String arguments() {
    return command.arguments();
  }

  /** What follows the command, word by word. */
  List<String> words() {
    return command.arguments().isEmpty()
        ? List.of()
        : List.of(BLANKS.split(command.arguments(), -1));
  }

  Decider sender() {
    return Decider.of(input.message());
  }

  ApprovalDesk approvals() {
    return session.approvals().desk();
  }

  /** Who asked for the turn at work; null when there is none. */
  @Nullable String requesterId() {
    RunningTurn turn = session.turn();
    return turn == null ? null : turn.message().senderId();
  }
}
