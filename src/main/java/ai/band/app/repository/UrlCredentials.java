package ai.band.app.repository;

/** Takes user names, passwords and tokens out of addresses inside a text. */
final class UrlCredentials {
  private UrlCredentials() {}

  /** The text with each {@code https://user:token@host} as {@code https://host}. */
  static String removed(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return text;
    }
    var kept = new StringBuilder();
    int at = 0;
    while (scheme >= 0) {
      int start = scheme + 3;
      int end = start;
      int sign = -1;
      while (end < text.length() && "/?#'\" \t\n".indexOf(text.charAt(end)) < 0) {
        sign = text.charAt(end) == '@' ? end : sign;
        end++;
      }
      kept.append(text, at, start);
      at = sign < 0 ? start : sign + 1;
      scheme = text.indexOf("://", end);
    }
    return kept.append(text.substring(at)).toString();
  }
}
