package ai.band.platform.rest;

/** The beginning of a text that is too long. Half a character would make the platform refuse it. */
public final class Excerpt {
  private Excerpt() {}

  /** The text, or as much of it as fits, followed by an ellipsis that is not counted. */
  public static String of(String text, int longest) {
    String head = head(text, longest);
    return head.length() == text.length() ? text : head + "…";
  }

  /** The text, or its longest beginning of at most {@code longest} UTF-16 units. */
  public static String head(String text, int longest) {
    return text.substring(0, end(text, longest));
  }

  /** Where that beginning ends. */
  public static int end(CharSequence text, int longest) {
    if (text.length() <= longest) {
      return text.length();
    }
    boolean split = longest > 0 && Character.isHighSurrogate(text.charAt(longest - 1));
    return split ? longest - 1 : longest;
  }
}
