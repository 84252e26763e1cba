package ai.band.testkit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands outside of a turn; they are not really run. Writing is refused, as a sandbox does. */
final class FakeSandbox {
  private FakeSandbox() {}

  static ObjectNode run(FakeScript script, JsonNode params) {
    if (params.path("command").isEmpty()) {
      throw new FakeRefusal(-32600, "command must not be empty");
    }
    String type = params.path("sandboxPolicy").path("type").asString("");
    if (!type.equals("readOnly") && !type.equals("workspaceWrite")) {
      throw new FakeRefusal(-32600, "Invalid request: unknown variant `" + type + "`");
    }
    String reason = script.root().path("sandboxFails").asString("");
    if (!reason.isEmpty()) {
      return ended(1, reason);
    }
    boolean writes = params.path("command").toString().contains(">");
    return writes && !script.root().path("sandboxLeaks").asBoolean(false)
        ? ended(2, "cannot create: Read-only file system")
        : ended(0, "");
  }

  private static ObjectNode ended(int code, String stderr) {
    ObjectNode result = FakeAppServer.MAPPER.createObjectNode().put("exitCode", code);
    return result.put("stdout", "").put("stderr", stderr);
  }
}
