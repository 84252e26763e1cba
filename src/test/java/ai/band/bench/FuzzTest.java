package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short form of {@link Fuzz}. */
class FuzzTest {
  @Test
  void every_room_answers_after_senseless_frames_and_lines() throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());

    Fuzz.Result result = Fuzz.run(20_000, seed);

    System.out.println(result);
    assertThat(result.clean()).as(result::toString).isTrue();
  }
}
