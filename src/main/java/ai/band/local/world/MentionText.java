package ai.band.local.world;

import java.util.Comparator;
import java.util.List;

/** How mentions are stored in a text: {@code @[[id]]}. */
final class MentionText {
  private static final int TOKEN_LENGTH = "@[[".length() + 36 + "]]".length();

  private MentionText() {}

  static String token(String identityId) {
    return "@[[" + identityId + "]]";
  }

  /** Turns written handles into tokens and puts mentions that are not written in front. */
  static String stored(String content, List<Mention> mentions, List<Mention> references) {
    String text = content;
    var longestFirst = Comparator.comparingInt((Mention m) -> m.handle().length()).reversed();
    for (Mention mention : mentions.stream().sorted(longestFirst).toList()) {
      text = replaceHandle(text, mention);
    }
    for (Mention reference : references.stream().sorted(longestFirst).toList()) {
      text = replaceHandle(text, reference);
    }
    var missing = new StringBuilder();
    for (Mention mention : mentions) {
      if (!text.contains(token(mention.id()))) {
        missing.append(token(mention.id())).append(' ');
      }
    }
    return missing.isEmpty() ? text : missing.append(text).toString();
  }

  /** The text without tokens, in one line of at most so many characters. */
  static String plain(String content, int most) {
    var plain = new StringBuilder(most);
    int at = 0;
    while (at < content.length() && plain.length() < most) {
      if (content.startsWith("@[[", at) && content.startsWith("]]", at + TOKEN_LENGTH - 2)) {
        at += TOKEN_LENGTH;
        continue;
      }
      int c = content.codePointAt(at);
      plain.appendCodePoint(c == '\n' || c == '\r' || c == 0 ? ' ' : c);
      at += Character.charCount(c);
    }
    String title = plain.toString().strip();
    return title.isEmpty() ? "New conversation" : title;
  }

  private static String replaceHandle(String text, Mention mention) {
    String written = "@" + mention.handle();
    int found = indexOf(text, written, 0);
    if (found < 0) {
      return text;
    }
    var replaced = new StringBuilder(text.length() + 32);
    int from = 0;
    while (found >= 0) {
      int end = found + written.length();
      boolean whole = startsWord(text, found) && endsWord(text, end);
      replaced.append(text, from, found);
      replaced.append(whole ? token(mention.id()) : text.substring(found, end));
      from = end;
      found = indexOf(text, written, end);
    }
    return replaced.append(text, from, text.length()).toString();
  }

  private static int indexOf(String text, String part, int from) {
    for (int at = text.indexOf('@', from); at >= 0; at = text.indexOf('@', at + 1)) {
      if (text.regionMatches(true, at, part, 0, part.length())) {
        return at;
      }
    }
    return -1;
  }

  private static boolean startsWord(String text, int at) {
    return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
  }

  private static boolean endsWord(String text, int at) {
    if (at >= text.length()) {
      return true;
    }
    char next = text.charAt(at);
    if (Character.isLetterOrDigit(next) || next == '_') {
      return false;
    }
    // A full stop or dash ends a handle only where the word ends too.
    boolean joiner = next == '.' || next == '-' || next == '/';
    return !joiner || at + 1 >= text.length() || !Character.isLetterOrDigit(text.charAt(at + 1));
  }
}
