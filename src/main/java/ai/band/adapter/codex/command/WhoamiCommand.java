package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.Decider;
import ai.band.adapter.codex.approval.DecisionRights;
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
    String requester = call.requesterId();
    return String.join(
        "\n",
        "id: " + sender.id(),
        "type: " + sender.type(),
        "may approve: "
            + yesNo(rights.mayApprove(sender, requester == null ? sender.id() : requester))
            + " (approval_approvers: "
            + rights.approversInWords()
            + ")",
        "may use privileged commands: "
            + yesNo(rights.mayOperate(sender, requester))
            + " (command_operators: "
            + rights.operatorsInWords()
            + ")");
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }
}
