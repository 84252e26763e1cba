package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short form of {@link Soak}. */
class SoakTest {
  private static final int MESSAGES = 150;

  /** Objects that a room or a remembered message may keep; a leak grows with the messages. */
  private static final int SLACK = 600;

  @Test
  void nothing_is_lost_nothing_doubled_and_nothing_left_behind() throws Exception {
    Soak.Result result = Soak.run(MESSAGES, 8, 20_261_121L);

    System.out.println(result);
    assertThat(result.clean()).as(result::toString).isTrue();
    assertThat(result.after().threads()).isLessThanOrEqualTo(result.before().threads() + 5);
    assertThat(result.after().clientObjects())
        .isLessThanOrEqualTo(result.before().clientObjects() + SLACK);
  }
}
