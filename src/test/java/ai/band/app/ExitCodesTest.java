package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.BandConfigException;
import ai.band.codex.CodexException;
import ai.band.platform.Superseded;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodesTest {
  @Test
  void each_kind_of_failure_has_its_code() {
    assertThat(ExitCodes.of(new BandConfigException("x"))).isEqualTo(2);
    assertThat(ExitCodes.of(new CodexException.CodexNotFound("x", List.of()))).isEqualTo(2);
    assertThat(ExitCodes.of(new IllegalStateException("x"))).isEqualTo(1);
    var superseded = new Superseded("newer", "", false, null, null, null);
    assertThat(ExitCodes.of(superseded.toException())).isEqualTo(3);
  }

  @Test
  void several_agents_end_with_0_only_together_and_with_3_only_when_nothing_else_happened() {
    assertThat(ExitCodes.ofAll(List.of(0, 0))).isZero();
    assertThat(ExitCodes.ofAll(List.of(0, 3, 3))).isEqualTo(3);
    assertThat(ExitCodes.ofAll(List.of(0, 3, 2))).isEqualTo(1);
    assertThat(ExitCodes.ofAll(List.of(0, 2))).isEqualTo(1);
    assertThat(ExitCodes.ofAll(List.of(2))).isEqualTo(2);
  }
}
