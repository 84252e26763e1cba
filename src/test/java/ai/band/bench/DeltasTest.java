package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeltasTest {
  @Test
  void twenty_thousand_deltas_and_a_slow_band_hold_nothing_up_and_lose_nothing() throws Exception {
    Deltas.Result result = Deltas.run(20_000, 200, 0);

    assertThat(result.streamWhole()).isTrue();
    assertThat(result.answerWhole()).isTrue();
    assertThat(result.pieces()).isBetween(2, 400);
    assertThat(result.rate()).isLessThanOrEqualTo(4.2);
  }
}
