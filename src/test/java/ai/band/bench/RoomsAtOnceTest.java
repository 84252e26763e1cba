package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomsAtOnceTest {
  @Test
  void thirty_rooms_are_at_work_together_and_each_gets_its_own_text() throws Exception {
    RoomsAtOnce.Result result = RoomsAtOnce.run(30, 2_000);

    assertThat(result.right()).isEqualTo(30);
    assertThat(result.overlapped()).isTrue();
  }
}
