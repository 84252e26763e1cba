package ai.band.adapter.codex.approval;

import ai.band.platform.rest.Excerpt;

/**
 * Text of others, made safe to show: nothing in it can end a code block, hide a part or turn its
 * direction.
 */
final class ShownText {
  private static final int LONGEST_BLOCK = 1_000;
  private static final int LONGEST_INLINE = 200;

  private ShownText() {}

  /** A code block of its own lines, cut at 1,000 characters with a mark. */
  static String block(String text) {
    return "```\n" + cut(visible(text, true), LONGEST_BLOCK) + "\n```";
  }

  /** Code inside a sentence, on one line. */
  static String inline(String text) {
    return "`" + cut(visible(text, false), LONGEST_INLINE) + "`";
  }

  /** Plain words inside a sentence, on one line. */
  static String words(String text) {
    return cut(visible(text, false), LONGEST_INLINE);
  }

  private static String visible(String text, boolean lines) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '`') {
                shown.append('\u02CB'); // looks like it, ends nothing
              } else if ((c == '\n' && lines) || (c >= ' ' && !isHidden(c))) {
                shown.appendCodePoint(c);
              } else if (c == '\t') {
                shown.append(lines ? "\t" : "\\t");
              } else if (c == '\n') {
                shown.append("\\n");
              } else {
                shown.append(String.format("\\u%04X", c));
              }
            });
    return shown.toString();
  }

  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static String cut(String text, int longest) {
    int end = Excerpt.end(text, longest);
    return end == text.length()
        ? text
        : text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
  }
}
