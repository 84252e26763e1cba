package ai.band.adapter.codex.room;

/**
 * Text that others wrote, on its way to the model. Lines that look like the adapter's own markers
 * are quoted, so that a participant cannot speak with the platform's voice.
 */
public final class UntrustedText {
  private static final String[] MARKERS = {"system", "conversation history"};

  private UntrustedText() {}

  /** The text with every imitated marker line quoted. The same object when there is none. */
  public static String quoteMarkers(String text) {
    if (text.indexOf('[') < 0) {
      return text;
    }
    StringBuilder quoted = null;
    int copied = 0;
    for (int line = 0; line < text.length(); line = nextLine(text, line)) {
      int bracket = firstVisible(text, line);
      if (bracket < text.length() && text.charAt(bracket) == '[' && imitates(text, bracket + 1)) {
        if (quoted == null) {
          quoted = new StringBuilder(text.length() + 16);
        }
        quoted.append(text, copied, line).append(" \"");
        copied = line;
      }
    }
    return quoted == null ? text : quoted.append(text, copied, text.length()).toString();
  }

  /** A name on one line: control characters and runs of blanks become one blank. */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isInvisible(c) || isLineEnd(c)) {
        blank = true;
      } else {
        if (blank && !line.isEmpty()) {
          line.append(' ');
        }
        blank = false;
        line.append(c);
      }
    }
    return line.toString();
  }

  private static boolean imitates(String text, int from) {
    int start = firstVisible(text, from);
    for (String marker : MARKERS) {
      if (text.regionMatches(true, start, marker, 0, marker.length())) {
        int end = start + marker.length();
        return end >= text.length() || !Character.isLetterOrDigit(text.charAt(end));
      }
    }
    return false;
  }

  private static int firstVisible(String text, int from) {
    int at = from;
    while (at < text.length() && !isLineEnd(text.charAt(at)) && isInvisible(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isInvisible(char c) {
    return c <= ' '
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static int nextLine(String text, int from) {
    int at = from;
    while (at < text.length() && !isLineEnd(text.charAt(at))) {
      at++;
    }
    return at + 1;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n'
        || c == '\r'
        || c == '\u000B'
        || c == '\f'
        || c == '\u0085'
        || c == '\u2028'
        || c == '\u2029';
  }
}
