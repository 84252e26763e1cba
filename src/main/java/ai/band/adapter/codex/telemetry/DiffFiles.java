package ai.band.adapter.codex.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the names of the changed files from the headers of a unified diff. */
final class DiffFiles {
  private static final String GIT = "diff --git ";
  private static final String NOTHING = "/dev/null";

  private final Set<String> names = new LinkedHashSet<>();
  private @Nullable String before;
  private @Nullable String announced;
  private boolean inHeader = true;
  private boolean git;

  private DiffFiles() {}

  static List<String> of(String diff) {
    DiffFiles files = new DiffFiles();
    for (int start = 0; start < diff.length(); ) {
      int end = diff.indexOf('\n', start);
      int stop = end < 0 ? diff.length() : end;
      files.line(diff, start, stop);
      start = stop + 1;
    }
    files.keepAnnounced();
    return new ArrayList<>(files.names);
  }

  private void line(String diff, int start, int end) {
    if (diff.startsWith(GIT, start)) {
      keepAnnounced();
      git = true;
      inHeader = true;
      announced = announced(diff.substring(start + GIT.length(), end));
    } else if (diff.startsWith("@@", start)) {
      // Without git's headers the next file can only be told by its own two lines.
      inHeader = !git;
    } else if (inHeader && diff.startsWith("--- ", start)) {
      before = name(diff.substring(start + 4, end));
    } else if (inHeader && before != null && diff.startsWith("+++ ", start)) {
      after(name(diff.substring(start + 4, end)));
    } else if (inHeader && git && diff.startsWith("rename to ", start)) {
      announced = unquoted(diff.substring(start + 10, end));
    } else if (!git) {
      before = null;
    }
  }

  private void after(String name) {
    String changed = name.equals(NOTHING) ? before : name;
    if (changed != null && !changed.equals(NOTHING)) {
      names.add(changed);
      announced = null;
    }
    before = null;
  }

  /** A change of mode, a rename or a binary file has no other header. */
  private void keepAnnounced() {
    if (announced != null && !announced.isEmpty()) {
      names.add(announced);
    }
    announced = null;
  }

  /** Of {@code a/x b/x} the second; both are the same unless the file is renamed. */
  private static String announced(String both) {
    if (both.endsWith("\"")) {
      int start = both.lastIndexOf(" \"");
      return start < 0 ? "" : name(both.substring(start + 1));
    }
    int middle = both.length() / 2;
    boolean twice = both.length() % 2 == 1 && both.charAt(middle) == ' ';
    int start = twice ? middle : both.lastIndexOf(" b/");
    return start < 0 ? "" : name(both.substring(start + 1));
  }

  private static String name(String field) {
    String name = unquoted(field);
    int tab = name.indexOf('\t');
    if (tab >= 0) {
      name = name.substring(0, tab);
    }
    return name.startsWith("a/") || name.startsWith("b/") ? name.substring(2) : name;
  }

  /** Git writes names with unusual characters in quotes, with the bytes in octal. */
  private static String unquoted(String field) {
    String text = field.stripTrailing();
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text;
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      } else if (isOctal(text, i + 1)) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        i++;
        bytes.write(plain(text.charAt(i)));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isOctal(String text, int start) {
    if (start + 3 > text.length() - 1) {
      return false;
    }
    for (int i = start; i < start + 3; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }

  private static char plain(char escape) {
    return switch (escape) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> escape;
    };
  }
}
