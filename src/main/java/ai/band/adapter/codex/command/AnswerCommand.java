package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.ApprovalDesk;
import java.util.List;

/** Answers a question or fills in a form. */
final class AnswerCommand implements RoomCommand {
  @Override
  public List<String> words() {
    return List.of("answer");
  }

  @Override
  public List<String> help() {
    return List.of("/answer [id] <text or number>: answer a question of Codex");
  }

  @Override
  public String run(CommandCall call) {
    ApprovalDesk desk = call.approvals();
    String text = call.arguments();
    String[] parts = CommandCall.BLANKS.split(text, 2);
    String first = parts[0].replace("`", "");
    boolean named = first.startsWith("req-") || desk.isWaiting(first);
    return ResolutionText.of(
        named
            ? desk.answer(first, parts.length < 2 ? "" : parts[1], call.sender())
            : desk.answer(null, text, call.sender()),
        "answer");
  }
}
