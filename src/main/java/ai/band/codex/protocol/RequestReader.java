package ai.band.codex.protocol;

/** Finds the record of a request's method. */
final class RequestReader {
  private RequestReader() {}

  static ServerRequest read(RequestCall call) {
    return switch (call.method()) {
      case "item/commandExecution/requestApproval" -> new ServerRequest.CommandApproval(call);
      case "item/fileChange/requestApproval" -> new ServerRequest.FileChangeApproval(call);
      case "item/permissions/requestApproval" -> new ServerRequest.PermissionsApproval(call);
      case "item/tool/requestUserInput", "tool/requestUserInput" ->
          new ServerRequest.UserInputQuestions(call);
      case "mcpServer/elicitation/request" -> new ServerRequest.McpElicitation(call);
      case "item/tool/call" -> new ServerRequest.DynamicToolCall(call);
      case "currentTime/read" -> new ServerRequest.CurrentTimeRead(call);
      case "account/chatgptAuthTokens/refresh" -> new ServerRequest.TokenRefresh(call);
      case "attestation/generate" -> new ServerRequest.Attestation(call);
      case "execCommandApproval" -> new ServerRequest.LegacyExecApproval(call);
      case "applyPatchApproval" -> new ServerRequest.LegacyPatchApproval(call);
      default -> new ServerRequest.UnknownRequest(call);
    };
  }
}
