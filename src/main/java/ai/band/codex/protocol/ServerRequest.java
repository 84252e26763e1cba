package ai.band.codex.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that the server makes of its client. The server waits for ever, so each must be
 * answered; the methods here write valid answers and return whether theirs was the answer that
 * counted.
 */
public sealed interface ServerRequest {
  /** Ids, raw parameters, and the way to answer. */
  RequestCall call();

  /** Answers with this kind's valid "no", or with an error for kinds that have none. */
  boolean decline();

  /** May this command run? */
  record CommandApproval(RequestCall call) implements ServerRequest {
    /** {@code command}, {@code writeStdin} or {@code humanCommand}. */
    public String kind() {
      String kind = Json.text(call.params(), "kind");
      return kind == null ? "command" : kind;
    }

    /** The command with its shell wrapper; may be absent in prompts about the network. */
    public @Nullable String command() {
      return Json.text(call.params(), "command");
    }

    public @Nullable String cwd() {
      return Json.text(call.params(), "cwd");
    }

    /** The model's justification. */
    public @Nullable String reason() {
      return Json.text(call.params(), "reason");
    }

    /** What Codex understood of the script; the inner script is in {@code command}. */
    public List<JsonNode> actions() {
      return Json.list(call.params(), "commandActions");
    }

    public List<String> proposedAmendment() {
      return Json.texts(call.params(), "proposedExecpolicyAmendment");
    }

    /** The host asked for, when the prompt is about the network: {@code host}, {@code protocol}. */
    public @Nullable JsonNode networkContext() {
      return Json.value(call.params(), "networkApprovalContext", "networkContext");
    }

    public @Nullable JsonNode additionalPermissions() {
      return Json.value(call.params(), "additionalPermissions");
    }

    /** Strings or one-key objects; not complete, {@code decline} is never listed. */
    public List<JsonNode> availableDecisions() {
      return Json.list(call.params(), "availableDecisions");
    }

    public boolean accept() {
      return Answers.decide(call, "accept");
    }

    /** Also stops Codex from asking again for the same command in this thread. */
    public boolean acceptForSession() {
      return Answers.decide(call, "acceptForSession");
    }

    /** Stores a permanent rule for commands with this prefix in the Codex home. */
    public boolean acceptWithAmendment(List<String> prefix) {
      ObjectNode result = Json.object();
      var list =
          result
              .putObject("decision")
              .putObject("acceptWithExecpolicyAmendment")
              .putArray("execpolicy_amendment");
      prefix.forEach(list::add);
      return call.respond(result);
    }

    /** Refuses; the turn goes on. */
    @Override
    public boolean decline() {
      return Answers.decide(call, "decline");
    }

    /** Refuses and ends the turn as interrupted. */
    public boolean cancel() {
      return Answers.decide(call, "cancel");
    }
  }

  /** May these files change? Paths and diffs are in {@link RequestCall#item()}. */
  record FileChangeApproval(RequestCall call) implements ServerRequest {
    public @Nullable String reason() {
      return Json.text(call.params(), "reason");
    }

    public @Nullable String grantRoot() {
      return Json.text(call.params(), "grantRoot");
    }

    /** The edits asked for; empty when their item was not seen. */
    public List<FileEdit> changes() {
      return call.item() instanceof ThreadItem.FileChange change ? change.changes() : List.of();
    }

    public boolean accept() {
      return Answers.decide(call, "accept");
    }

    /** Also stops Codex from asking again for the same files in this thread. */
    public boolean acceptForSession() {
      return Answers.decide(call, "acceptForSession");
    }

    @Override
    public boolean decline() {
      return Answers.decide(call, "decline");
    }

    /** Refuses and ends the turn as interrupted. */
    public boolean cancel() {
      return Answers.decide(call, "cancel");
    }
  }

  /** May the model have these permissions? */
  record PermissionsApproval(RequestCall call) implements ServerRequest {
    public @Nullable String cwd() {
      return Json.text(call.params(), "cwd");
    }

    public @Nullable String reason() {
      return Json.text(call.params(), "reason");
    }

    /** What is asked for: {@code network}, {@code fileSystem}. */
    public JsonNode permissions() {
      JsonNode asked = Json.value(call.params(), "permissions");
      return asked == null ? Json.object() : asked;
    }

    /** Grants a subset of {@link #permissions()}, for the turn or for the session. */
    public boolean grant(JsonNode granted, boolean forSession) {
      ObjectNode result = Json.object();
      result.set("permissions", granted);
      return call.respond(result.put("scope", forSession ? "session" : "turn"));
    }

    @Override
    public boolean decline() {
      ObjectNode result = Json.object();
      result.putObject("permissions");
      return call.respond(result);
    }
  }

  /** The model asks its user something. */
  record UserInputQuestions(RequestCall call) implements ServerRequest {
    /** One question; {@code options} may be empty, {@code secret} answers must not be shown. */
    public record Question(
        String id,
        String header,
        String question,
        boolean freeTextAllowed,
        boolean secret,
        List<Option> options) {}

    public record Option(String label, String description) {}

    public List<Question> questions() {
      return Json.list(call.params(), "questions").stream().map(Questions::read).toList();
    }

    public boolean isBlocking() {
      return Json.isTrue(call.params(), "isBlocking");
    }

    /** Answers by question id; free text is a further string in its list. */
    public boolean answer(Map<String, List<String>> answers) {
      ObjectNode result = Json.object();
      ObjectNode byId = result.putObject("answers");
      answers.forEach(
          (id, texts) -> {
            var list = byId.putObject(id).putArray("answers");
            texts.forEach(list::add);
          });
      return call.respond(result);
    }

    @Override
    public boolean decline() {
      return answer(Map.of());
    }
  }

  /** An MCP server asks for input, or Codex asks whether an MCP tool may run. */
  record McpElicitation(RequestCall call) implements ServerRequest {
    public String serverName() {
      return Json.textOrEmpty(call.params(), "serverName");
    }

    /** {@code form}, {@code url}, or a kind of a later version. */
    public String mode() {
      return Json.textOrEmpty(call.params(), "mode");
    }

    public String message() {
      return Json.textOrEmpty(call.params(), "message");
    }

    public @Nullable JsonNode requestedSchema() {
      return Json.value(call.params(), "requestedSchema");
    }

    public @Nullable String url() {
      return Json.text(call.params(), "url");
    }

    public JsonNode meta() {
      JsonNode meta = Json.value(call.params(), "_meta");
      return meta == null ? Json.object() : meta;
    }

    /** Whether this asks to run an MCP tool rather than for input. */
    public boolean isToolApproval() {
      return "mcp_tool_call".equals(Json.text(meta(), "codex_approval_kind"));
    }

    /** Accepts; {@code content} holds the form values, an empty object for a tool approval. */
    public boolean accept(JsonNode content) {
      return act("accept", content);
    }

    @Override
    public boolean decline() {
      return act("decline", null);
    }

    public boolean cancel() {
      return act("cancel", null);
    }

    private boolean act(String action, @Nullable JsonNode content) {
      ObjectNode result = Json.object().put("action", action);
      if (content == null) {
        result.putNull("content");
      } else {
        result.set("content", content);
      }
      return call.respond(result.putNull("_meta"));
    }
  }

  /** The model calls a tool that the client offered. */
  record DynamicToolCall(RequestCall call) implements ServerRequest {
    public String callId() {
      return Json.textOrEmpty(call.params(), "callId");
    }

    public @Nullable String namespace() {
      return Json.text(call.params(), "namespace");
    }

    public String tool() {
      return Json.textOrEmpty(call.params(), "tool", "name");
    }

    /** As the model wrote them; Codex does not check them against the schema. */
    public JsonNode arguments() {
      JsonNode arguments = Json.value(call.params(), "arguments", "args");
      return arguments == null ? Json.object() : arguments;
    }

    /** Answers with text for the model. */
    public boolean answer(String text, boolean success) {
      ObjectNode result = Json.object();
      result.putArray("contentItems").addObject().put("type", "inputText").put("text", text);
      return call.respond(result.put("success", success));
    }

    @Override
    public boolean decline() {
      return answer("This tool is not available here.", false);
    }
  }

  /** Codex wants to know the time. */
  record CurrentTimeRead(RequestCall call) implements ServerRequest {
    public boolean answer(Instant time) {
      return call.respond(Json.object().put("currentTimeAt", time.getEpochSecond()));
    }

    /** Answers with this machine's time, because an error would fail the whole turn. */
    @Override
    public boolean decline() {
      return answer(Instant.now());
    }
  }

  /** Codex wants fresh tokens after a 401. */
  record TokenRefresh(RequestCall call) implements ServerRequest {
    public @Nullable String previousAccountId() {
      return Json.text(call.params(), "previousAccountId");
    }

    @Override
    public boolean decline() {
      return Answers.unsupported(call);
    }
  }

  record Attestation(RequestCall call) implements ServerRequest {
    @Override
    public boolean decline() {
      return Answers.unsupported(call);
    }
  }

  /** An older version's command approval. */
  record LegacyExecApproval(RequestCall call) implements ServerRequest {
    public List<String> command() {
      return Json.texts(call.params(), "command");
    }

    public @Nullable String cwd() {
      return Json.text(call.params(), "cwd");
    }

    public @Nullable String reason() {
      return Json.text(call.params(), "reason");
    }

    public boolean accept(boolean forSession) {
      return Answers.legacyAccept(call, forSession);
    }

    @Override
    public boolean decline() {
      return Answers.legacyDecline(call);
    }
  }

  /** An older version's file change approval. */
  record LegacyPatchApproval(RequestCall call) implements ServerRequest {
    /** Changes by path. */
    public @Nullable JsonNode fileChanges() {
      return Json.value(call.params(), "fileChanges");
    }

    public @Nullable String reason() {
      return Json.text(call.params(), "reason");
    }

    public @Nullable String grantRoot() {
      return Json.text(call.params(), "grantRoot");
    }

    public boolean accept(boolean forSession) {
      return Answers.legacyAccept(call, forSession);
    }

    @Override
    public boolean decline() {
      return Answers.legacyDecline(call);
    }
  }

  /** A method without a record here. */
  record UnknownRequest(RequestCall call) implements ServerRequest {
    @Override
    public boolean decline() {
      return Answers.unsupported(call);
    }
  }

  /** Wraps a call in the record of its method. */
  static ServerRequest of(RequestCall call) {
    return RequestReader.read(call);
  }
}
