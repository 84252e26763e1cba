package ai.band.adapter.codex.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command without the shell that Codex wraps around it: {@code /bin/bash -lc 'npm test'} is
 * {@code npm test}. What Codex believes to have understood of a command is never used: it leaves
 * parts out.
 *
 * @param text what runs, as the shell will read it
 * @param raw the command as Codex sent it
 */
record InnerCommand(String text, String raw) {
  private static final Set<String> SHELLS = Set.of("bash", "sh", "zsh", "dash");

  private static final String BLANK = " \t\n";

  /** A shell of the same name elsewhere may be anything. */
  private static final Set<String> SHELL_FOLDERS =
      Set.of("/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin");

  /** Unwraps exactly {@code <shell> -c|-lc <script>}; anything else is taken as a whole. */
  static InnerCommand of(String wire) {
    List<String> words = words(wire);
    if (words == null || !isWrapped(words)) {
      return new InnerCommand(trim(wire), wire);
    }
    return new InnerCommand(trim(words.get(2)), wire);
  }

  /** Unwraps a command that comes as a list of words. */
  static InnerCommand of(List<String> words) {
    String raw = String.join(" ", words);
    return new InnerCommand(isWrapped(words) ? trim(words.get(2)) : raw, raw);
  }

  private static boolean isWrapped(List<String> words) {
    return words.size() == 3
        && isShell(words.get(0))
        && (words.get(1).equals("-lc") || words.get(1).equals("-c"));
  }

  /** Takes away what no shell reads: blanks around the command, unless the last one is quoted. */
  private static String trim(String script) {
    int from = 0;
    int to = script.length();
    while (from < to && BLANK.indexOf(script.charAt(from)) >= 0) {
      from++;
    }
    while (to > from
        && BLANK.indexOf(script.charAt(to - 1)) >= 0
        && !(to - 2 >= from && script.charAt(to - 2) == '\\')) {
      to--;
    }
    return script.substring(from, to);
  }

  private static boolean isShell(String word) {
    int slash = word.lastIndexOf('/');
    return SHELLS.contains(word.substring(slash + 1))
        && (slash < 0 || SHELL_FOLDERS.contains(word.substring(0, slash)));
  }

  /** The words of a line that holds nothing but words; null when a shell would do more with it. */
  private static @Nullable List<String> words(String line) {
    var splitter = new Splitter(line);
    return splitter.split();
  }

  /** Splits by the quoting rules of POSIX shells. */
  private static final class Splitter {
    private static final String ACTIVE = "|&;<>()$`*?[]#~={}!\n\r";
    private static final String ESCAPABLE_IN_QUOTES = "\\\"$`";

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    Splitter(String line) {
      this.line = line;
    }

    @Nullable List<String> split() {
      while (at < line.length()) {
        char c = line.charAt(at++);
        boolean understood =
            switch (c) {
              case ' ', '\t' -> endWord();
              case '\'' -> singleQuoted();
              case '"' -> doubleQuoted();
              case '\\' -> escaped();
              default -> ACTIVE.indexOf(c) < 0 && add(c);
            };
        if (!understood) {
          return null;
        }
      }
      endWord();
      return words;
    }

    private boolean endWord() {
      if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
      return true;
    }

    private boolean add(char c) {
      word.append(c);
      inWord = true;
      return true;
    }

    private boolean singleQuoted() {
      int end = line.indexOf('\'', at);
      if (end < 0) {
        return false;
      }
      word.append(line, at, end);
      inWord = true;
      at = end + 1;
      return true;
    }

    private boolean doubleQuoted() {
      inWord = true;
      while (at < line.length()) {
        char c = line.charAt(at++);
        if (c == '"') {
          return true;
        }
        if (c == '$' || c == '`') {
          return false; // the outer shell would replace it
        }
        if (c == '\\' && at < line.length() && ESCAPABLE_IN_QUOTES.indexOf(line.charAt(at)) >= 0) {
          c = line.charAt(at++);
        }
        word.append(c);
      }
      return false;
    }

    private boolean escaped() {
      return at < line.length() && line.charAt(at) != '\n' && add(line.charAt(at++));
    }
  }
}
