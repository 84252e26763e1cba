package ai.band.adapter.codex.approval;

import ai.band.codex.protocol.FileEdit;

/** One changed file in one line: path, kind, lines added and removed. */
final class FileChangeText {
  private FileChangeText() {}

  static String line(FileEdit edit) {
    String moved = edit.movedTo() == null ? "" : " → " + ShownText.inline(edit.movedTo());
    return ShownText.inline(edit.path()) + moved + " " + count(edit);
  }

  private static String count(FileEdit edit) {
    if (edit.kind().equals("delete")) {
      return "(deleted)";
    }
    boolean wholeFile = edit.kind().equals("add");
    int added = 0;
    int removed = 0;
    for (String line : edit.diff().lines().toList()) {
      if (wholeFile || line.startsWith("+")) {
        added++;
      } else if (line.startsWith("-")) {
        removed++;
      }
    }
    return (wholeFile ? "(new, " : "(") + "+" + added + " −" + removed + ")";
  }
}
