package ai.band.adapter.codex.turn;

import ai.band.platform.rest.Excerpt;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a long answer into messages at paragraphs, lines or blanks. A code fence that is open at a
 * cut is closed before it and opened again after it; no character is cut in two.
 */
final class MessageSplitter {
  private static final int SMALLEST_PIECE_SHARE = 4;

  private final int limit;
  private final String text;

  private MessageSplitter(String text, int limit) {
    this.text = text;
    this.limit = limit;
  }

  /**
   * Splits a text.
   *
   * @param limit longest message in UTF-16 units, at least 64
   */
  static List<String> split(String text, int limit) {
    return text.length() <= limit ? List.of(text) : new MessageSplitter(text, limit).pieces();
  }

  private List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    Fence open = Fence.NONE;
    int from = 0;
    while (from < text.length()) {
      String head = open.opening();
      int room = limit - head.length();
      if (text.length() - from <= room) {
        pieces.add(head + text.substring(from));
        break;
      }
      int cut = cut(from, from + room - Fence.LONGEST_CLOSING);
      String body = text.substring(from, cut);
      Fence after = open.after(body);
      String closed = after.isOpen() ? endLine(body) + after.closing() : body.stripTrailing();
      pieces.add(head + closed);
      from = after.isOpen() ? cut : skipEmptyLines(cut);
      open = after;
    }
    return pieces;
  }

  private static String endLine(String body) {
    return body.endsWith("\n") ? body : body + "\n";
  }

  /** The best place to cut that is not after {@code to}. */
  private int cut(int from, int to) {
    int earliest = from + (to - from) / SMALLEST_PIECE_SHARE;
    for (String border : new String[] {"\n\n", "\n", " "}) {
      int at = text.lastIndexOf(border, to - border.length());
      if (at >= earliest) {
        return at + border.length();
      }
    }
    return Excerpt.end(text, to);
  }

  private int skipEmptyLines(int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
      at++;
    }
    return at;
  }

  /**
   * A code fence: empty when none is open.
   *
   * @param marks the back-quotes or tildes
   * @param language what follows the marks
   */
  private record Fence(String marks, String language) {
    static final Fence NONE = new Fence("", "");
    static final int LONGEST_MARKS = 8;
    static final int LONGEST_LANGUAGE = 20;
    static final int LONGEST_CLOSING = LONGEST_MARKS + 2;

    boolean isOpen() {
      return !marks.isEmpty();
    }

    String opening() {
      return isOpen() ? marks + language + "\n" : "";
    }

    String closing() {
      return marks;
    }

    /** The fence that is open after these lines. */
    Fence after(String body) {
      Fence now = this;
      for (String line : body.split("\n", -1)) {
        now = now.afterLine(line);
      }
      return now;
    }

    private Fence afterLine(String line) {
      String stripped = line.stripLeading();
      int length = marksAtStart(stripped);
      if (length < 3 || length > LONGEST_MARKS || line.length() - stripped.length() > 3) {
        return this;
      }
      String found = stripped.substring(0, length);
      String rest = stripped.substring(length).strip();
      if (!isOpen()) {
        return rest.indexOf('`') >= 0 ? this : new Fence(found, shortened(rest));
      }
      boolean closes =
          rest.isEmpty() && found.charAt(0) == marks.charAt(0) && length >= marks.length();
      return closes ? NONE : this;
    }

    private static String shortened(String language) {
      return language.length() <= LONGEST_LANGUAGE ? language : "";
    }

    private static int marksAtStart(String line) {
      if (line.isEmpty() || (line.charAt(0) != '`' && line.charAt(0) != '~')) {
        return 0;
      }
      int length = 0;
      while (length < line.length() && line.charAt(length) == line.charAt(0)) {
        length++;
      }
      return length;
    }
  }
}
