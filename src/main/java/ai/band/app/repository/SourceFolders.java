package ai.band.app.repository;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which files of a repository say something about it. Links are not followed. */
final class SourceFolders {
  /** Written by tools or by others. */
  private static final Set<String> FOREIGN =
      Set.of(
          "node_modules",
          "bower_components",
          "vendor",
          "third_party",
          "site-packages",
          "venv",
          "env",
          "__pycache__",
          "target",
          "build",
          "dist",
          "out",
          "bin",
          "obj",
          "coverage",
          "deriveddata",
          "pods");

  /** A folder with more entries is read up to here. */
  private static final int MOST_ENTRIES = 10_000;

  private SourceFolders() {}

  /** The folders and files inside a folder that count, folders first, by name. */
  static List<Path> inside(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (found.size() == MOST_ENTRIES) {
          break;
        }
        if (counts(entry)) {
          found.add(entry);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return List.of(); // not readable for us: says nothing
    }
    found.sort(
        Comparator.comparing((Path entry) -> !isFolder(entry)).thenComparing(SourceFolders::name));
    return found;
  }

  static boolean isFolder(Path entry) {
    return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
  }

  static boolean isFile(Path entry) {
    return Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
  }

  /** The last part of a path, in one line whatever it holds. */
  static String name(Path entry) {
    return String.valueOf(entry.getFileName()).replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean counts(Path entry) {
    String name = name(entry);
    if (name.startsWith(".")) {
      return false;
    }
    return isFolder(entry) ? !FOREIGN.contains(name.toLowerCase(Locale.ROOT)) : isFile(entry);
  }
}
