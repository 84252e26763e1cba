package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.ApprovalDesk;
import ai.band.adapter.codex.approval.Resolution;
import ai.band.adapter.codex.approval.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /approve}, {@code /decline} and {@code /approve-session}. */
final class DecisionCommand implements RoomCommand {
  private static final String OPTION = "option";

  private final String word;
  private final Verdict verdict;
  private final List<String> help;

  private DecisionCommand(String word, Verdict verdict, String... help) {
    this.word = word;
    this.verdict = verdict;
    this.help = List.of(help);
  }

  /** The three of them. */
  static List<RoomCommand> all() {
    return List.of(
        new DecisionCommand(
            "approve",
            Verdict.ACCEPT,
            "/approve [id]: allow a request once",
            "/approve <id> option <n>: answer with a decision that Codex lists"),
        new DecisionCommand("decline", Verdict.DECLINE, "/decline [id]: refuse a request"),
        new DecisionCommand(
            "approve-session",
            Verdict.ACCEPT_FOR_SESSION,
            "/approve-session [id]: allow a request, and the same from now on"));
  }

  @Override
  public List<String> words() {
    return List.of(word);
  }

  @Override
  public List<String> help() {
    return help;
  }

  @Override
  public String run(CommandCall call) {
    List<String> words = call.words();
    String token = words.isEmpty() ? null : words.getFirst();
    ApprovalDesk desk = call.approvals();
    int option = verdict == Verdict.ACCEPT ? option(words, desk) : -1;
    if (option >= 0) {
      Integer number = words.size() > option + 1 ? number(words.get(option + 1)) : null;
      return number == null
          ? "Usage: /approve <id> option <n>"
          : ResolutionText.of(desk.choose(option == 0 ? null : token, number, call.sender()), word);
    }
    Resolution resolution = desk.resolve(token, verdict, call.sender());
    return ResolutionText.of(resolution, word);
  }

  /** Where the word stands: after the id, or first when no id is given; -1 when it is not there. */
  private static int option(List<String> words, ApprovalDesk desk) {
    if (words.size() > 1 && words.get(1).equalsIgnoreCase(OPTION)) {
      return 1;
    }
    boolean first = !words.isEmpty() && words.getFirst().equalsIgnoreCase(OPTION);
    return first && !desk.isWaiting(words.getFirst()) ? 0 : -1;
  }

  static @Nullable Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
