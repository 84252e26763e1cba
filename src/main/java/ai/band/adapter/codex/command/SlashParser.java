package ai.band.adapter.codex.command;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells commands from messages. Mentions may stand in front; a slash word that is unknown, or that
 * comes later in the text, is ordinary text for the model.
 */
public final class SlashParser {
  private static final Set<String> NAMES =
      Set.of(
          "help",
          "status",
          "model",
          "models",
          "reasoning",
          "approvals",
          "approve",
          "decline",
          "approve-session",
          "answer",
          "sandbox",
          "permissions",
          "threads",
          "thread",
          "usage");

  private SlashParser() {}

  /** The command in a message, or null when it is for the model. */
  public static @Nullable SlashCommand parse(String text) {
    int slash = afterMentions(text);
    if (slash >= text.length() || text.charAt(slash) != '/') {
      return null;
    }
    int end = wordEnd(text, slash);
    String name = text.substring(slash + 1, end).toLowerCase(Locale.ROOT);
    return NAMES.contains(name)
        ? new SlashCommand(name, text.substring(afterBlanks(text, end)).strip())
        : null;
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
