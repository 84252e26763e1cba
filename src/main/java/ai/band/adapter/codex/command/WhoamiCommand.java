package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.Decider;
import ai.band.adapter.codex.approval.DecisionRights;
import ai.band.adapter.codex.room.RunningTurn;
import java.util.List;

/** Tells what somebody may do here. */
final class WhoamiCommand implements RoomCommand {
  @Override
  public List<String> words() {
    return List.of("whoami");
  }

  @Override
  public List<String> help() {
    return List.of("/whoami: what you may do in this room");
  }

  @Override
  public String run(CommandCall call) {
    Decider sender = call.sender();
    DecisionRights rights = call.approvals().rights();
    RunningTurn turn = call.session().turn();
    boolean mayApprove =
        turn == null ? rights.mayApprove(sender, sender.id()) : rights.mayApprove(sender, turn);
    return String.join(
        "\n",
        "id: " + sender.id(),
        "type: " + sender.type(),
        "may approve: "
            + yesNo(mayApprove)
            + " (approval_approvers: "
            + rights.approversInWords()
            + ")",
        "may use privileged commands: "
            + yesNo(rights.mayOperate(sender, call.requesterId()))
            + " (command_operators: "
            + rights.operatorsInWords()
            + ")");
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }
}
