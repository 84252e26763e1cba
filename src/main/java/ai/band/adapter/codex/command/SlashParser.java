package ai.band.adapter.codex.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slash word that a message begins with. Mentions may stand in front; a slash word later
 * in the text is ordinary text for the model.
 */
public final class SlashParser {
  private SlashParser() {}

  /**
   * The slash word at the beginning of a message, known or not.
   *
   * @return null when the message does not begin with one
   */
  public static @Nullable SlashCommand parse(String text) {
    int slash = afterMentions(text);
    if (slash >= text.length() || text.charAt(slash) != '/') {
      return null;
    }
    int end = wordEnd(text, slash);
    String name = text.substring(slash + 1, end).toLowerCase(Locale.ROOT);
    return name.isEmpty() ? null : new SlashCommand(name, arguments(text, afterBlanks(text, end)));
  }

  private static String arguments(String text, int from) {
    int to = text.length();
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static int afterMentions(String text) {
    int at = afterBlanks(text, 0);
    while (at < text.length() && text.charAt(at) == '@') {
      at = afterBlanks(text, wordEnd(text, at));
    }
    return at;
  }

  private static int wordEnd(String text, int from) {
    int at = from;
    while (at < text.length() && !isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int afterBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
