package ai.band.adapter.codex.config;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line into words as a shell would: blanks separate, quotes and \ protect. */
final class ShellWords {
  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  /**
   * The words of a line.
   *
   * @throws IllegalArgumentException when a quote is not closed
   */
  static List<String> split(String line) {
    var splitter = new ShellWords(line);
    splitter.run();
    return splitter.words;
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> endWord();
        case '\'', '"' -> quoted(c);
        case '\\' -> escaped();
        default -> append(c);
      }
    }
    endWord();
  }

  private void quoted(char quote) {
    inWord = true;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        return;
      }
      if (c == '\\' && quote == '"' && at < text.length() && isEscapable(text.charAt(at))) {
        c = text.charAt(at++);
      }
      word.append(c);
    }
    throw new IllegalArgumentException("Close the quotation mark " + quote + ".");
  }

  private static boolean isEscapable(char c) {
    return c == '"' || c == '\\';
  }

  private void escaped() {
    append(at < text.length() ? text.charAt(at++) : '\\');
  }

  private void append(char c) {
    inWord = true;
    word.append(c);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
