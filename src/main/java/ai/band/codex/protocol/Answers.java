package ai.band.codex.protocol;

import tools.jackson.databind.node.ObjectNode;

/** Answers that several kinds of request share. */
final class Answers {
  private static final int METHOD_NOT_FOUND = -32601;

  private Answers() {}

  static boolean decide(RequestCall call, String decision) {
    return call.respond(Json.object().put("decision", decision));
  }

  static boolean unsupported(RequestCall call) {
    return call.fail(METHOD_NOT_FOUND, "This client does not support " + call.method() + ".");
  }

  static boolean legacyAccept(RequestCall call, boolean forSession) {
    return decide(call, forSession ? "approved_for_session" : "approved");
  }

  static boolean legacyDecline(RequestCall call) {
    ObjectNode result = Json.object();
    result.putObject("decision").putObject("denied").put("rejection", "declined");
    return call.respond(result);
  }
}
