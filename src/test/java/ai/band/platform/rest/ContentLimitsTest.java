package ai.band.platform.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentLimitsTest {
  @Test
  void what_fits_stays_as_it_is() {
    var text = "x".repeat(ContentLimits.EVENT_CONTENT);

    assertThat(ContentLimits.eventContent(text)).isSameAs(text);
  }

  @Test
  void too_long_content_keeps_head_and_tail() {
    var text = "HEAD" + "x".repeat(ContentLimits.EVENT_CONTENT) + "TAIL";

    assertThat(ContentLimits.eventContent(text))
        .hasSizeLessThanOrEqualTo(ContentLimits.EVENT_CONTENT)
        .startsWith("HEAD")
        .endsWith("TAIL")
        .contains("left out");
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 66, 67, 100, 101, 102, 103})
  void no_character_is_split(int limit) {
    var text = "\uD83D\uDE00".repeat(500);

    for (var candidate : new String[] {text, "a" + text, "ab" + text}) {
      var clipped = ContentLimits.clip(candidate, limit);
      assertThat(clipped).hasSizeLessThanOrEqualTo(limit);
      assertThat(clipped.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void blank_content_gets_a_placeholder(String blank) {
    assertThat(ContentLimits.eventContent(blank)).isNotBlank();
  }

  @Test
  void metadata_is_measured_in_bytes() {
    assertThat(ContentLimits.metadataFits(Map.of("k", "ü".repeat(32_764)))).isTrue();
    assertThat(ContentLimits.metadataFits(Map.of("k", "ü".repeat(32_765)))).isFalse();
  }

  @Test
  void metadata_that_is_too_large_is_left_out_and_the_text_says_so() {
    var fitted =
        ContentLimits.fit("y".repeat(ContentLimits.EVENT_CONTENT), Map.of("k", "x".repeat(70_000)));

    assertThat(fitted.metadataJson()).isNull();
    assertThat(fitted.content())
        .hasSizeLessThanOrEqualTo(ContentLimits.EVENT_CONTENT)
        .contains("too large");
  }

  @Test
  void a_limit_too_small_for_the_note_is_refused() {
    assertThatThrownBy(() -> ContentLimits.clip("x", 10))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
