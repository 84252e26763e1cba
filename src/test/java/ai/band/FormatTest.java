package ai.band;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatTest {
  private static final boolean REWRITE = Boolean.getBoolean("format.write");

  @Test
  void every_source_is_formatted_as_google_java_format_would() throws Exception {
    List<Path> wrong = new ArrayList<>();
    for (String root : List.of("src", "examples")) {
      if (Files.isDirectory(Path.of(root))) {
        try (var files = Files.walk(Path.of(root))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            if (!formatted(file)) {
              wrong.add(file);
            }
          }
        }
      }
    }
    assertThat(wrong).as("run mvn test -Dtest=FormatTest -Dformat.write=true").isEmpty();
  }

  private static boolean formatted(Path file) throws IOException {
    String text = Files.readString(file);
    String expected;
    try {
      expected = new Formatter().formatSourceAndFixImports(text);
    } catch (com.google.googlejavaformat.java.FormatterException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    if (!expected.equals(text) && REWRITE) {
      Files.writeString(file, expected);
      return true;
    }
    return expected.equals(text);
  }
}
