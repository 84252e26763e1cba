package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two hundred stops and interrupts at random moments. */
class StopsAtRandomTest {
  @Test
  void after_a_stop_comes_nothing_and_after_a_play_every_answer() throws Exception {
    StopsAtRandom.Result result = StopsAtRandom.withFake(200, 40, 20_261_121L);

    System.out.println(result);
    assertThat(result.clean()).as(result::toString).isTrue();
    assertThat(result.stops()).isPositive();
    assertThat(result.interrupts()).isPositive();
  }
}
