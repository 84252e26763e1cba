package ai.band.app.repository;

import ai.band.platform.UrlCredentials;
import ai.band.platform.rest.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files in which a repository lists what it needs. */
final class Manifests {
  private static final int LONGEST = 6_000;
  private static final List<String> NAMES =
      List.of(
          "pyproject.toml",
          "requirements.txt",
          "package.json",
          "go.mod",
          "pom.xml",
          "build.gradle",
          "build.gradle.kts",
          "settings.gradle",
          "settings.gradle.kts",
          "Cargo.toml",
          "Gemfile",
          "composer.json");

  private final StringBuilder text = new StringBuilder();

  Manifests(Path repository) throws IOException {
    for (String name : NAMES) {
      Path file = repository.resolve(name);
      if (SourceFolders.isFile(file) && Files.isReadable(file)) {
        add(name, beginning(file));
      }
    }
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      // A character takes up to four bytes; one more tells whether there is more.
      return new String(stream.readNBytes(4 * LONGEST + 1), StandardCharsets.UTF_8);
    }
  }

  /** Private package sources are often written with the token that opens them. */
  private void add(String name, String content) {
    String shown = UrlCredentials.removed(content);
    boolean cut = shown.length() > LONGEST;
    String fence = shown.contains("```") ? "~~~~" : "```";
    text.append("## ").append(name).append("\n\n").append(fence).append('\n');
    text.append(Excerpt.head(shown, LONGEST).strip());
    text.append(cut ? "\n(cut)\n" : "\n").append(fence).append("\n\n");
  }

  String text() {
    return text.isEmpty() ? "No known manifest was found.\n" : text.toString();
  }
}
