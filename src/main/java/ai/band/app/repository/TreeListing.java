package ai.band.app.repository;

import java.nio.file.Path;
import java.util.List;

/** The upper levels of a repository as an indented list. */
final class TreeListing {
  private static final int DEPTH = 3;
  private static final int FILES_PER_FOLDER = 12;
  private static final int LINES = 220;

  private final StringBuilder text = new StringBuilder();
  private int lines;

  TreeListing(Path repository) {
    add(repository, 1);
    if (lines > LINES) {
      text.append("(cut after ").append(LINES).append(" lines)\n");
    }
  }

  private void add(Path folder, int level) {
    int files = 0;
    List<Path> entries = SourceFolders.inside(folder);
    for (Path entry : entries) {
      boolean isFolder = SourceFolders.isFolder(entry);
      if (isFolder || ++files <= FILES_PER_FOLDER) {
        line(level, SourceFolders.name(entry) + (isFolder ? "/" : ""));
      }
      if (isFolder && level < DEPTH && lines <= LINES) {
        add(entry, level + 1);
      }
    }
    if (files > FILES_PER_FOLDER) {
      line(level, "… and " + (files - FILES_PER_FOLDER) + " more files");
    }
  }

  private void line(int level, String entry) {
    if (++lines <= LINES) {
      text.append("  ".repeat(level - 1)).append("- ").append(entry).append('\n');
    }
  }

  String text() {
    return text.isEmpty() ? "The repository has no visible files.\n" : text.toString();
  }
}
