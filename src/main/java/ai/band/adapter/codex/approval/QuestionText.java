package ai.band.adapter.codex.approval;

import ai.band.codex.protocol.ServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Questions of the model and of MCP servers, as the room reads them. */
final class QuestionText {
  private QuestionText() {}

  static Asked asked(ServerRequest.UserInputQuestions request) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (var question : request.questions()) {
      number++;
      String before = request.questions().size() > 1 ? number + ". " : "";
      lines.add(before + ShownText.words(question.question()));
      for (int i = 0; i < question.options().size(); i++) {
        var option = question.options().get(i);
        lines.add(
            "   "
                + (i + 1)
                + ") "
                + ShownText.words(option.label())
                + (option.description().isBlank()
                    ? ""
                    : ": " + ShownText.words(option.description())));
      }
      if (question.secret()) {
        lines.add("   The answer is meant to be secret, but everybody in this room will see it.");
      }
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    return new Asked(
        request.call().method(),
        "question: " + (lines.isEmpty() ? "" : lines.getFirst()),
        String.join("\n", lines),
        null,
        false,
        true,
        true,
        List.of(),
        facts);
  }

  static Asked asked(ServerRequest.McpElicitation request) {
    List<String> lines = new ArrayList<>();
    lines.add(ShownText.words(request.message()));
    if (request.url() != null) {
      lines.add("Open: " + ShownText.inline(request.url()));
    }
    if (request.isToolApproval()) {
      JsonNode parameters = request.meta().path("tool_params");
      lines.add("tool " + ShownText.inline(toolName(request)));
      if (!parameters.isMissingNode()) {
        lines.add(ShownText.block(parameters.toPrettyString()));
      }
    }
    List<String> fields = FormAnswer.fieldLines(request.requestedSchema());
    lines.addAll(fields);
    return new Asked(
        request.call().method(),
        request.isToolApproval()
            ? "MCP tool " + ShownText.inline(request.serverName() + "/" + toolName(request))
            : "MCP server "
                + ShownText.inline(request.serverName())
                + " asks: "
                + ShownText.words(request.message()),
        String.join("\n", lines),
        null,
        false,
        false,
        !fields.isEmpty(),
        List.of(),
        new LinkedHashMap<>());
  }

  private static String toolName(ServerRequest.McpElicitation request) {
    return request.meta().path("tool_name").asString("?");
  }
}
