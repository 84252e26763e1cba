package ai.band.runtime;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces {@code @[[uuid]]} by {@code @handle}; tokens of unknown participants stay. */
final class MentionTokens {
  private static final String OPEN = "@[[";
  private static final String CLOSE = "]]";

  private MentionTokens() {}

  /**
   * @param handleOf the handle of a participant id, without {@code @}, or null
   */
  static String replace(String text, Function<String, @Nullable String> handleOf) {
    int open = text.indexOf(OPEN);
    if (open < 0) {
      return text;
    }
    var result = new StringBuilder(text.length());
    int copied = 0;
    while (open >= 0) {
      int start = open + OPEN.length();
      int close = text.indexOf(CLOSE, start);
      if (close < 0) {
        break;
      }
      String handle = handleOf.apply(text.substring(start, close));
      if (handle != null && !handle.isBlank()) {
        result.append(text, copied, open).append('@').append(handle);
        copied = close + CLOSE.length();
        open = text.indexOf(OPEN, copied);
      } else {
        // Not past the close: "@[[@[[id]]" has a real token inside.
        open = text.indexOf(OPEN, start);
      }
    }
    return result.append(text, copied, text.length()).toString();
  }

  /** Whether one of the tokens names this participant. */
  static boolean names(String text, String id) {
    int open = text.indexOf(OPEN);
    while (open >= 0) {
      int start = open + OPEN.length();
      if (text.regionMatches(true, start, id, 0, id.length())
          && text.startsWith(CLOSE, start + id.length())) {
        return true;
      }
      open = text.indexOf(OPEN, start);
    }
    return false;
  }

  /** Whether there is anything to replace. */
  static boolean presentIn(String text) {
    return text.contains(OPEN);
  }
}
