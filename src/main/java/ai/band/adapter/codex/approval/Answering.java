package ai.band.adapter.codex.approval;

import ai.band.codex.protocol.ServerRequest;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes decisions in the words of each kind of request. */
final class Answering {
  private Answering() {}

  /**
   * Gives Codex its answer.
   *
   * @return whether it was the one that counted
   */
  static boolean give(ServerRequest request, Verdict verdict) {
    return switch (verdict) {
      case DECLINE -> request.decline();
      case ACCEPT -> accept(request, false);
      case ACCEPT_FOR_SESSION -> accept(request, true);
    };
  }

  private static boolean accept(ServerRequest request, boolean session) {
    return switch (request) {
      case ServerRequest.CommandApproval command ->
          session ? command.acceptForSession() : command.accept();
      case ServerRequest.FileChangeApproval change ->
          session ? change.acceptForSession() : change.accept();
      case ServerRequest.PermissionsApproval permissions ->
          permissions.grant(permissions.permissions(), session);
      case ServerRequest.McpElicitation elicitation ->
          elicitation.accept(JsonNodeFactory.instance.objectNode());
      case ServerRequest.LegacyExecApproval legacy -> legacy.accept(session);
      case ServerRequest.LegacyPatchApproval legacy -> legacy.accept(session);
      default -> request.decline();
    };
  }

  /** Passes a listed decision back unchanged. */
  static boolean give(ServerRequest request, Offer offer) {
    var result = JsonNodeFactory.instance.objectNode();
    result.set("decision", offer.raw());
    return request.call().respond(result);
  }
}
