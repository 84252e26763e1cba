package ai.band.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Skills that use the tools of the room, and the question tool. */
final class RoomSkills {
  private static final String SEND = "band_send_message";
  private static final String LOOK_UP = "band_lookup_peers";
  private static final String ADD = "band_add_participant";

  private RoomSkills() {}

  /** Speaks through the tool; the closing words are for Codex, not for the room. */
  static ModelReply sendMessage(Ask ask, String content) {
    if (ask.untouched()) {
      return ModelSkills.call(SEND, Map.of("content", content, "mentions", List.of(ask.sender())));
    }
    return ModelSkills.say("I have sent the message: " + ask.newestOutput());
  }

  static ModelReply lookUpPeers(Ask ask) {
    if (ask.untouched()) {
      return ModelSkills.call(LOOK_UP, Map.of());
    }
    var names = peerNames(ask.newestOutput());
    return ModelSkills.say(
        names.isEmpty()
            ? "I found no peers: " + ask.newestOutput()
            : "I know these peers: " + String.join(", ", names) + ".");
  }

  static ModelReply add(Ask ask, String name) {
    if (ask.untouched()) {
      return ModelSkills.call(ADD, Map.of("identifier", name));
    }
    return ModelSkills.say("I tried to add " + name + ": " + ask.newestOutput());
  }

  /** Looks somebody up, brings them in, and speaks to them. */
  static ModelReply invite(Ask ask, String name, String request) {
    return switch (ask.calls().size()) {
      case 0 -> ModelSkills.call(LOOK_UP, Map.of());
      case 1 -> ModelSkills.call(ADD, Map.of("identifier", name));
      case 2 ->
          ModelSkills.call(
              SEND, Map.of("content", "@" + name + " " + request, "mentions", List.of(name)));
      default -> ModelSkills.say("I have asked " + name + ": " + ask.newestOutput());
    };
  }

  /** {@code ask me Which colour? [blue or red]}: the choices in brackets are optional. */
  static ModelReply question(Ask ask, String text) {
    if (!ask.untouched()) {
      return ModelSkills.say("You answered: " + String.join(", ", answers(ask.newestOutput())));
    }
    int bracket = text.indexOf('[');
    var question = bracket < 0 ? text : text.substring(0, bracket).strip();
    var choices = bracket < 0 ? "yes or no" : text.substring(bracket + 1).replace("]", "");
    var options = new ArrayList<Map<String, String>>();
    for (var choice : choices.split("\\s+or\\s+|\\s*,\\s*", -1)) {
      options.add(Map.of("label", choice.strip(), "description", "Choose " + choice.strip()));
    }
    var entry =
        Map.of("id", "answer", "header", "Question", "question", question, "options", options);
    return ModelSkills.call("request_user_input", Map.of("questions", List.of(entry)));
  }

  static ModelReply callTool(Ask ask, String tool, String arguments) {
    if (ask.untouched()) {
      return ModelReply.start().callWithText(tool, arguments);
    }
    return ModelSkills.say(tool + " gave: " + ask.newestOutput());
  }

  private static List<String> peerNames(String output) {
    var json = parse(output);
    var peers = json.isArray() ? json : json.path("data");
    var names = new ArrayList<String>();
    for (var peer : peers) {
      names.add(peer.path("name").asString(peer.path("handle").asString("somebody")));
    }
    return names;
  }

  private static List<String> answers(String output) {
    var answers = new ArrayList<String>();
    for (var answer : parse(output).path("answers").path("answer").path("answers")) {
      answers.add(answer.asString(""));
    }
    return answers.isEmpty() ? List.of("nothing") : answers;
  }

  private static JsonNode parse(String output) {
    try {
      return JsonMapper.shared().readTree(output);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
