package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.Resolution;

/** What somebody is told about the word they said to a request. */
final class ResolutionText {
  private ResolutionText() {}

  static String of(Resolution resolution, String command) {
    return switch (resolution) {
      case Resolution.Resolved(String id, String decision, String covered) ->
          id
              + ": "
              + decision
              + (covered == null
                  ? "."
                  : ". From now on accepted here without asking: " + covered + ".");
      case Resolution.NothingPending ignored -> "Nothing waits for a decision in this room.";
      case Resolution.UnknownId(String token, var ids) ->
          "No request `" + token.replace("`", "") + "` waits here. Waiting: " + list(ids) + ".";
      case Resolution.Ambiguous(var ids) ->
          "Several requests wait. Use /" + command + " with one of: " + list(ids) + ".";
      case Resolution.SessionImpossible(String id, String reason) ->
          id
              + " cannot be approved for the session: "
              + reason
              + ". Use /approve "
              + id
              + ". It is still waiting.";
      case Resolution.TooLate(String id, String applied) ->
          "Too late: " + id + " had already ended with " + applied + ". Nothing was changed.";
      case Resolution.TooEarly(String id) ->
          "That was written before the work began that "
              + id
              + " belongs to, so it cannot mean it. Say /"
              + command
              + " "
              + id
              + " again if it does. It is still waiting.";
      case Resolution.NotAllowed(String id, String whoMay) ->
          "You may not decide about " + id + "; allowed: " + whoMay + ". It is still waiting.";
      case Resolution.NotUnderstood(String id, String problem) ->
          id + ": " + problem + ". It is still waiting.";
    };
  }

  private static String list(java.util.List<String> ids) {
    return ids.isEmpty() ? "nothing" : String.join(", ", ids);
  }
}
