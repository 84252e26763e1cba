package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.config.CodexOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README holds the reference of the options as it is. Rewritten with -Dreadme.write=true. */
class OptionsReferenceTest {
  private static final String BEGIN = "<!-- options:begin -->\n";
  private static final String END = "<!-- options:end -->";
  private static final Path README = Path.of("README.md");

  @Test
  void the_readme_is_up_to_date() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    assertThat(begin).isGreaterThan(BEGIN.length());
    assertThat(end).isGreaterThan(begin - 1);
    String wanted = "\n" + OptionsReference.markdown() + "\n";
    if (Boolean.getBoolean("readme.write")) {
      Files.writeString(README, readme.substring(0, begin) + wanted + readme.substring(end));
      return;
    }
    assertThat(readme.substring(begin, end))
        .as("run this test with -Dreadme.write=true to rewrite the table")
        .isEqualTo(wanted);
  }

  @Test
  void every_option_has_a_row() {
    String reference = OptionsReference.markdown();
    for (var option : CodexOptions.all()) {
      assertThat(reference)
          .contains("| `" + option.key() + "` |")
          .contains(option.environment().get(0));
    }
    for (var option : SectionOptions.SESSION) {
      assertThat(reference).contains("| `" + option.key() + "`<br>`--session-");
    }
  }
}
