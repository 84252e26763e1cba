package ai.band.platform;

/** Finds user names, passwords and tokens in addresses inside a text. Safe from any thread. */
public final class UrlCredentials {
  private static final String MARK = "://";
  private static final String ENDS = "/?#'\"<>\\ \t\r\n";

  private UrlCredentials() {}

  /** The text with each {@code https://user:token@host} as {@code https://host}. */
  public static String removed(String text) {
    return replaced(text, "", false);
  }

  /**
   * The text with each {@code https://user:token@host} as {@code https://***@host}; the same object
   * when there is none. The mere user name of an SSH address stays: it is {@code git} everywhere.
   *
   * @param word stands for what is masked
   */
  static String masked(String text, String word) {
    return replaced(text, word + "@", true);
  }

  private static String replaced(String text, String replacement, boolean keepsSshUser) {
    int scheme = text.indexOf(MARK);
    if (scheme < 0 || text.indexOf('@', scheme) < 0) {
      return text;
    }
    var kept = new StringBuilder();
    int at = 0;
    while (scheme >= 0) {
      int start = scheme + MARK.length();
      int end = start;
      int sign = -1;
      while (end < text.length() && ENDS.indexOf(text.charAt(end)) < 0) {
        sign = text.charAt(end) == '@' ? end : sign;
        end++;
      }
      boolean found = sign >= 0 && !(keepsSshUser && isSshUser(text, scheme, start, sign));
      if (found) {
        kept.append(text, at, start).append(replacement);
        at = sign + 1;
      }
      scheme = text.indexOf(MARK, end);
    }
    return at == 0 ? text : kept.append(text, at, text.length()).toString();
  }

  private static boolean isSshUser(String text, int scheme, int start, int sign) {
    int colon = text.indexOf(':', start);
    return text.startsWith("ssh", scheme - 3) && (colon < 0 || colon > sign);
  }
}
