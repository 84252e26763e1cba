package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The same with the real Codex and commands that take a while. */
class StopsAtRandomIT {
  @Test
  void no_command_of_a_stopped_turn_is_left() throws Exception {
    StopsAtRandom.Result result = StopsAtRandom.withRealCodex(30, 10, 20_261_121L);

    System.out.println(result);
    assertThat(result.clean()).as(result::toString).isTrue();
  }
}
