package ai.band.codex.protocol;

import ai.band.codex.protocol.ServerRequest.UserInputQuestions.Option;
import ai.band.codex.protocol.ServerRequest.UserInputQuestions.Question;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the questions of a user input request. */
final class Questions {
  private Questions() {}

  static Question read(JsonNode node) {
    List<Option> options =
        Json.list(node, "options").stream()
            .map(
                option ->
                    new Option(
                        Json.textOrEmpty(option, "label"), Json.textOrEmpty(option, "description")))
            .toList();
    return new Question(
        Json.textOrEmpty(node, "id"),
        Json.textOrEmpty(node, "header"),
        Json.textOrEmpty(node, "question"),
        Json.isTrue(node, "isOther") || options.isEmpty(),
        Json.isTrue(node, "isSecret"),
        options);
  }
}
