package ai.band.platform.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beginnings of texts. */
class ExcerptTest {
  @ParameterizedTest
  @CsvSource({"abc, 3, abc", "abc, 4, abc", "abcd, 3, abc…", "a😀, 3, a😀", "a😀b, 3, a😀…"})
  void a_text_that_is_too_long_ends_with_an_ellipsis(String text, int longest, String shown) {
    assertThat(Excerpt.of(text, longest)).isEqualTo(shown);
  }

  @Test
  void no_character_is_cut_in_two() {
    assertThat(Excerpt.of("a😀b", 2)).isEqualTo("a…");
    assertThat(Excerpt.head("😀😀", 3)).isEqualTo("😀");
    assertThat(Excerpt.head("😀", 1)).isEmpty();
    assertThat(Excerpt.head("😀", 0)).isEmpty();
    assertThat(Excerpt.end("x😀", 2)).isEqualTo(1);
  }
}
