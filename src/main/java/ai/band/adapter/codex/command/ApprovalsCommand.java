package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.ApprovalDesk;
import java.util.List;
import java.util.StringJoiner;

/** Lists what waits, and takes session approvals back. */
final class ApprovalsCommand implements RoomCommand {
  private static final String USAGE = "Usage: /approvals, or /approvals revoke <n|all>";

  @Override
  public List<String> words() {
    return List.of("approvals");
  }

  @Override
  public List<String> help() {
    return List.of(
        "/approvals: requests that wait, and what is approved for the session",
        "/approvals revoke <n|all>: take session approvals back");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return !call.arguments().isEmpty();
  }

  @Override
  public String run(CommandCall call) {
    List<String> words = call.words();
    if (words.isEmpty()) {
      return list(call.approvals());
    }
    return words.size() == 2 && words.getFirst().equals("revoke")
        ? revoke(call, words.get(1))
        : USAGE;
  }

  private static String list(ApprovalDesk desk) {
    StringJoiner lines = new StringJoiner("\n");
    var waiting = desk.waiting();
    lines.add(
        waiting.isEmpty()
            ? "Nothing waits for a decision in this room."
            : waiting.size() + " waiting:");
    for (ApprovalDesk.Waiting one : waiting) {
      lines.add(
          "- "
              + one.id()
              + ": "
              + one.summary()
              + ", for "
              + one.age().toSeconds()
              + " s, asked for by "
              + one.requester());
    }
    List<String> session = desk.sessionApprovals();
    for (int i = 0; i < session.size(); i++) {
      lines.add((i == 0 ? "Approved for the session:\n" : "") + (i + 1) + ". " + session.get(i));
    }
    return lines.toString();
  }

  private static String revoke(CommandCall call, String which) {
    ApprovalDesk desk = call.approvals();
    if (which.equals("all")) {
      int count = desk.revokeAll();
      forgetInCodex(call, count > 0);
      return count + " session approvals taken back.";
    }
    Integer number = DecisionCommand.number(which);
    if (number == null) {
      return USAGE;
    }
    String revoked = desk.revoke(number);
    forgetInCodex(call, revoked != null);
    return revoked == null
        ? "There is no session approval "
            + number
            + "; there are "
            + desk.sessionApprovals().size()
            + "."
        : "No longer accepted without asking: " + revoked + ".";
  }

  /** Codex keeps its own list for as long as a thread is loaded. */
  private static void forgetInCodex(CommandCall call, boolean revoked) {
    if (revoked) {
      call.session().slot().reloadBeforeNextTurn();
    }
  }
}
