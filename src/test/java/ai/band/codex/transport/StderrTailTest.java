package ai.band.codex.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StderrTailTest {
  @Test
  void a_long_line_is_cut_between_two_characters() {
    String shown = new StderrTail(Map.of()).add("x".repeat(499) + "\uD83D\uDE00 and more");

    assertThat(shown).isEqualTo("x".repeat(499) + "...");
  }
}
