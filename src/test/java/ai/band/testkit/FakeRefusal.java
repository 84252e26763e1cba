package ai.band.testkit;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What the real app-server does not let pass, in its words. */
final class FakeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Set<String> METHODS =
      Set.of(
          "initialize",
          "model/list",
          "account/read",
          "account/login/start",
          "command/exec",
          "account/login/cancel",
          "thread/start",
          "thread/resume",
          "thread/turns/list",
          "thread/items/list",
          "thread/read",
          "thread/loaded/list",
          "thread/archive",
          "thread/unarchive",
          "thread/unsubscribe",
          "thread/inject_items",
          "thread/settings/update",
          "thread/name/set",
          "thread/backgroundTerminals/clean",
          "thread/compact/start",
          "turn/start",
          "turn/steer",
          "turn/interrupt");
  private static final Set<String> EXPERIMENTAL =
      Set.of("thread/backgroundTerminals/clean", "thread/settings/update");

  private final int code;

  FakeRefusal(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  static FakeRefusal unknownVariant(String method) {
    return invalid(
        "unknown variant `" + method + "`, expected one of `initialize`, `thread/start`");
  }

  static void check(String method, JsonNode message, boolean initialized, boolean experimental) {
    if (!METHODS.contains(method)) {
      throw unknownVariant(method);
    }
    if (!message.has("params")) {
      throw invalid("missing field `params`");
    }
    JsonNode params = message.path("params");
    if (method.equals("initialize")) {
      checkInitialize(params, initialized);
      return;
    }
    if (!initialized) {
      throw new FakeRefusal(-32600, "Not initialized");
    }
    if (EXPERIMENTAL.contains(method)) {
      needsExperimental(method, experimental);
    }
    boolean needsNone = method.equals("thread/start") || method.equals("thread/loaded/list");
    boolean aboutThread = method.startsWith("thread/") || method.startsWith("turn/");
    if (aboutThread && !needsNone) {
      checkThreadId(method, params);
    }
    switch (method) {
      case "thread/start", "thread/resume" -> checkThread(method, params, experimental);
      case "turn/start" -> checkTurn(params, experimental);
      case "turn/interrupt" -> required(params, "turnId");
      case "turn/steer" -> {
        required(params, "expectedTurnId");
        checkInput(params);
      }
      default -> {}
    }
  }

  private static void checkInitialize(JsonNode params, boolean initialized) {
    JsonNode info = params.path("clientInfo");
    if (!info.isObject()) {
      throw invalid("missing field `clientInfo`");
    }
    required(info, "name");
    required(info, "version");
    String name = info.path("name").asString();
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new FakeRefusal(
          -32600, "Invalid clientInfo.name: '" + name + "'. Must be a valid HTTP header value.");
    }
    if (initialized) {
      throw new FakeRefusal(-32600, "Already initialized");
    }
  }

  private static void checkThreadId(String method, JsonNode params) {
    required(params, "threadId");
    String id = params.path("threadId").asString();
    try {
      UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      String kind = method.equals("thread/resume") ? "session" : "thread";
      throw new FakeRefusal(-32600, "invalid " + kind + " id: invalid character in `" + id + "`");
    }
  }

  private static void checkThread(String method, JsonNode params, boolean experimental) {
    checkPolicy(params.path("approvalPolicy"), experimental);
    JsonNode sandbox = params.path("sandbox");
    if (!sandbox.isMissingNode() && !sandbox.isNull()) {
      oneOf(sandbox, List.of("read-only", "workspace-write", "danger-full-access"));
    }
    if (method.equals("thread/start") && params.has("dynamicTools")) {
      needsExperimental("thread/start.dynamicTools", experimental);
      checkTools(params.path("dynamicTools"));
    }
  }

  private static void checkTools(JsonNode tools) {
    int typed = 0;
    for (JsonNode tool : tools) {
      typed += tool.has("type") ? 1 : 0;
      required(tool, "name");
      if (!tool.has("inputSchema") && !tool.has("tools")) {
        throw invalid("missing field `inputSchema`");
      }
    }
    if (typed != 0 && typed != tools.size()) {
      throw invalid("dynamic tools must use either canonical or legacy format consistently");
    }
  }

  private static void checkTurn(JsonNode params, boolean experimental) {
    checkInput(params);
    checkPolicy(params.path("approvalPolicy"), experimental);
    JsonNode policy = params.path("sandboxPolicy");
    if (policy.isString()) {
      throw invalid(
          "invalid type: string \""
              + policy.asString()
              + "\", expected internally tagged"
              + " enum SandboxPolicyDeserialize");
    }
    if (policy.isObject()) {
      oneOf(
          policy.path("type"),
          List.of("dangerFullAccess", "readOnly", "externalSandbox", "workspaceWrite"));
    }
    if (params.path("effort").isString() && params.path("effort").asString().isEmpty()) {
      throw invalid("reasoning_effort must not be empty");
    }
    if (params.path("summary").isString()) {
      oneOf(params.path("summary"), List.of("auto", "concise", "detailed", "none"));
    }
  }

  private static void checkInput(JsonNode params) {
    if (!params.path("input").isArray()) {
      throw invalid("missing field `input`");
    }
    for (JsonNode item : params.path("input")) {
      oneOf(
          item.path("type"),
          List.of("text", "image", "localImage", "audio", "localAudio", "skill", "mention"));
    }
  }

  private static void checkPolicy(JsonNode policy, boolean experimental) {
    if (policy.isObject()) {
      needsExperimental("askForApproval.granular", experimental);
    } else if (policy.isString()) {
      oneOf(policy, List.of("untrusted", "on-request", "granular", "never"));
    }
  }

  private static void needsExperimental(String what, boolean experimental) {
    if (!experimental) {
      throw new FakeRefusal(-32600, what + " requires experimentalApi capability");
    }
  }

  private static void oneOf(JsonNode value, List<String> allowed) {
    String text = value.isString() ? value.asString() : "type";
    if (!allowed.contains(text)) {
      throw invalid(
          "unknown variant `" + text + "`, expected one of `" + String.join("`, `", allowed) + "`");
    }
  }

  private static void required(JsonNode params, String field) {
    JsonNode value = params.path(field);
    if (value.isMissingNode()) {
      throw invalid("missing field `" + field + "`");
    }
    if (!value.isString()) {
      throw invalid("invalid type: integer `" + value + "`, expected a string");
    }
  }

  private static FakeRefusal invalid(String what) {
    return new FakeRefusal(-32600, "Invalid request: " + what);
  }
}
