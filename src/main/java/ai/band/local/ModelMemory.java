package ai.band.local;

import java.util.regex.Pattern;

/**
 * Remembering by reading the conversation again, as a real model does: what is not in the input is
 * not known. The answer tells whether it was found in the thread itself or in a history that was
 * handed to a new thread.
 */
final class ModelMemory {
  private static final String HISTORY_MARK = "[Conversation History]";
  private static final Pattern HISTORY_LINE =
      Pattern.compile("(?i)\\[[^]\\n]+]: (?:@\\S+[\\s,:]*)*(?:please )?remember (.+)");
  private static final Pattern REQUEST = Pattern.compile("(?is)(?:please )?remember (.+)");

  private ModelMemory() {}

  static ModelReply store(String thing) {
    return ModelSkills.say("I will remember " + thing + ".");
  }

  static ModelReply recall(ModelRequest request) {
    var texts = request.earlierUserTexts();
    for (var text : texts.reversed()) {
      var asked = REQUEST.matcher(Ask.words(withoutName(text)));
      if (!text.startsWith(HISTORY_MARK) && asked.matches()) {
        return ModelSkills.say(
            "You asked me to remember " + asked.group(1) + " (I know it from this thread).");
      }
    }
    for (var text : texts.reversed()) {
      var found = text.startsWith(HISTORY_MARK) ? newestIn(text) : "";
      if (!found.isEmpty()) {
        return ModelSkills.say(
            "You asked me to remember " + found + " (I know it from the history I was given).");
      }
    }
    return ModelSkills.say("You have not asked me to remember anything.");
  }

  private static String newestIn(String history) {
    var found = "";
    for (var line : history.lines().toList()) {
      var asked = HISTORY_LINE.matcher(line.strip());
      if (asked.matches()) {
        found = Ask.words(asked.group(1));
      }
    }
    return found;
  }

  private static String withoutName(String text) {
    int end = text.indexOf("]: ");
    return text.startsWith("[") && end > 0 ? text.substring(end + 3) : text;
  }
}
