package ai.band.app.repository;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What kinds of files a repository has, and how many. */
final class FilePatterns {
  private static final int SCANNED = 50_000;
  private static final int EXTENSIONS = 8;

  private final Map<String, Integer> extensions = new TreeMap<>();
  private int files;
  private int tests;
  private boolean cut;

  private FilePatterns() {}

  static FilePatterns of(Path repository) {
    var patterns = new FilePatterns();
    Deque<Path> folders = new ArrayDeque<>(List.of(repository));
    while (!folders.isEmpty() && !patterns.cut) {
      Path folder = folders.removeFirst();
      for (Path entry : SourceFolders.inside(folder)) {
        if (SourceFolders.isFolder(entry)) {
          folders.addLast(entry);
        } else {
          patterns.count(repository.relativize(entry));
        }
      }
    }
    return patterns;
  }

  private void count(Path file) {
    if (files == SCANNED) {
      cut = true;
      return;
    }
    files++;
    String name = SourceFolders.name(file);
    int dot = name.lastIndexOf('.');
    if (dot > 0 && dot < name.length() - 1) {
      extensions.merge(name.substring(dot).toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    if (looksLikeTest(file, name)) {
      tests++;
    }
  }

  private static boolean looksLikeTest(Path file, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("test_") || lower.contains("_test.") || lower.contains(".test.")) {
      return true;
    }
    if (lower.contains(".spec.") || lower.contains("_spec.") || name.matches(".*Tests?\\.\\w+")) {
      return true;
    }
    for (Path part : file) {
      String word = part.toString().toLowerCase(Locale.ROOT);
      if (word.equals("test") || word.equals("tests") || word.equals("__tests__")) {
        return true;
      }
    }
    return false;
  }

  String text() {
    var text = new StringBuilder();
    text.append("- Files scanned: ").append(files).append(cut ? " (there are more)" : "");
    text.append("\n- Files that look like tests: ").append(tests);
    text.append("\n- Most frequent extensions: ");
    List<String> top =
        extensions.entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry<String, Integer>::getValue).reversed())
            .limit(EXTENSIONS)
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .toList();
    return text.append(top.isEmpty() ? "none" : String.join(", ", top)).append('\n').toString();
  }
}
