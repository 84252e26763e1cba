package ai.band.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the offline model can do, as a table from the words of a message to a skill.
 *
 * <p>A skill is asked again after each round of tool calls and sees how far it has come from the
 * calls made since the message.
 */
final class ModelSkills {
  /** Answers one message; {@code words} are the parts of it that the table's pattern captured. */
  @FunctionalInterface
  interface Skill {
    ModelReply reply(Ask ask, MatchResult words);
  }

  private record Row(Pattern pattern, Skill skill) {}

  private static final Duration NO_GAP = Duration.ZERO;
  private static final Duration SLOW_GAP = Duration.ofMillis(100);

  private static final String HELP =
      """
      Thanks for your message. I am the offline model, and I know a few things: \
      "say ...", "list files", "write a file NAME with TEXT", "run COMMAND", \
      "run with approval COMMAND", "send a message TEXT", "look up peers", "add NAME", \
      "invite NAME and ask TEXT", "ask me QUESTION", "plan A, B, C", "think TEXT", \
      "remember X", "what did I ask you to remember", "slow SECONDS", "fail".\
      """;

  private static final List<Row> TABLE =
      List.of(
          row("say (.+)", (ask, words) -> say(words.group(1))),
          row("think (?:about )?(.+)", (ask, words) -> think(words.group(1))),
          row("slow (\\d{1,3})", (ask, words) -> slow(Integer.parseInt(words.group(1)))),
          row("fail with (\\S+)", (ask, words) -> failWith(words.group(1))),
          row("fail(?: the call)?", (ask, words) -> refuse()),
          row("cut the stream", (ask, words) -> cut()),
          row("(?:please )?remember (.+)", (ask, words) -> ModelMemory.store(words.group(1))),
          row("what did i ask you to remember", (ask, words) -> ModelMemory.recall(ask.request())),
          row("list (?:the |all )?files", (ask, words) -> WorkspaceSkills.listFiles(ask)),
          row(
              "(?:write|create|make) (?:a |the )?file (?:named |called )?"
                  + "(\"[^\"]+\"|\\S+) (?:with|containing|saying)(?: the text)? (.+)",
              (ask, words) -> WorkspaceSkills.writeFile(ask, words.group(1), words.group(2))),
          row(
              "run with approval (.+)",
              (ask, words) -> WorkspaceSkills.runEscalated(ask, words.group(1))),
          row("run (.+)", (ask, words) -> WorkspaceSkills.run(ask, words.group(1))),
          row(
              "ask for permission to write (.+)",
              (ask, words) -> WorkspaceSkills.askPermission(ask, words.group(1))),
          row("plan (.+)", (ask, words) -> WorkspaceSkills.plan(ask, words.group(1))),
          row("ask me (.+)", (ask, words) -> RoomSkills.question(ask, words.group(1))),
          row(
              "send a message(?: saying|:)? (.+)",
              (ask, words) -> RoomSkills.sendMessage(ask, words.group(1))),
          row("look ?up (?:the )?peers", (ask, words) -> RoomSkills.lookUpPeers(ask)),
          row(
              "invite (.+?) and (?:ask|tell) (?:(?:him|her|them|it) (?:to )?)?(.+)",
              (ask, words) -> RoomSkills.invite(ask, words.group(1), words.group(2))),
          row("add (\\S.*)", (ask, words) -> RoomSkills.add(ask, words.group(1))),
          row(
              "call (\\w+) (\\{.*\\})",
              (ask, words) -> RoomSkills.callTool(ask, words.group(1), words.group(2))));

  private ModelSkills() {}

  static ModelReply reply(ModelRequest request) {
    var ask = Ask.of(request);
    for (var row : TABLE) {
      var matcher = row.pattern().matcher(ask.text());
      if (matcher.matches()) {
        return row.skill().reply(ask, matcher.toMatchResult());
      }
    }
    return say(HELP);
  }

  static ModelReply say(String text) {
    return ModelReply.start().streamedText(text, NO_GAP);
  }

  private static ModelReply think(String text) {
    return ModelReply.start()
        .reasoning("Thinking about " + text)
        .streamedText("I thought about " + text + ".", NO_GAP);
  }

  private static ModelReply slow(int seconds) {
    int words = (int) Duration.ofSeconds(seconds).dividedBy(SLOW_GAP);
    var text = new StringBuilder();
    for (int i = 1; i <= words; i++) {
      text.append(i).append(' ');
    }
    return ModelReply.start().streamedText(text + "done", SLOW_GAP);
  }

  private static ModelReply refuse() {
    return ModelReply.refusal(500, "server_error", "The offline model was asked to fail.");
  }

  private static ModelReply failWith(String code) {
    return ModelReply.start().failed(code, "The offline model was asked to fail with " + code);
  }

  private static ModelReply cut() {
    return ModelReply.start().streamedText("This answer stops in the middle of", NO_GAP).cut();
  }

  /** The reply that calls one tool. */
  static ModelReply call(String tool, Map<String, ?> arguments) {
    return ModelReply.start().call(tool, arguments);
  }

  private static Row row(String pattern, Skill skill) {
    var flags = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    return new Row(Pattern.compile(pattern + "\\s*[.?!]?", flags), skill);
  }
}
