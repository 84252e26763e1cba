package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.platform.phoenix.Heartbeat.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private final Heartbeat heartbeat = new Heartbeat(PhoenixOptions.defaults());

  private static long at(double seconds) {
    return (long) (seconds * 1e9);
  }

  @Test
  void the_first_is_sent_after_the_interval_and_answered() {
    heartbeat.start(at(0));

    assertThat(heartbeat.step(at(24.9), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(25), false)).isEqualTo(Step.SEND);
    heartbeat.sent("7", at(25), false);
    assertThat(heartbeat.step(at(26), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.answered("6")).isFalse();
    assertThat(heartbeat.answered("7")).isTrue();
    assertThat(heartbeat.answered("7")).isFalse();
    assertThat(heartbeat.step(at(49), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(50), false)).isEqualTo(Step.SEND);
  }

  @Test
  void ten_seconds_without_answer_are_death() {
    heartbeat.start(at(0));
    heartbeat.sent("7", at(25), false);

    assertThat(heartbeat.step(at(34.9), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(35), false)).isEqualTo(Step.DEAD);
  }

  @Test
  void an_answer_still_missing_when_the_next_is_due_is_death() {
    Heartbeat quick =
        new Heartbeat(PhoenixOptions.builder().heartbeatInterval(Duration.ofSeconds(3)).build());
    quick.start(at(0));
    quick.sent("7", at(3), false);

    assertThat(quick.step(at(6), false)).isEqualTo(Step.DEAD);
  }

  @Test
  void behind_a_join_it_may_be_late_by_as_long_as_a_join_takes() {
    heartbeat.start(at(0));
    heartbeat.sent("7", at(25), true);

    assertThat(heartbeat.step(at(44.9), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(45), false)).isEqualTo(Step.DEAD);
  }

  @Test
  void a_join_sent_after_it_counts_as_well() {
    heartbeat.start(at(0));
    heartbeat.sent("7", at(25), false);

    assertThat(heartbeat.step(at(30), true)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(40), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(45), false)).isEqualTo(Step.DEAD);
  }

  @Test
  void answered_joins_prove_that_the_server_works() {
    heartbeat.start(at(0));
    heartbeat.sent("7", at(25), true);
    heartbeat.progressed(at(44));

    assertThat(heartbeat.step(at(63), true)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(64), true)).isEqualTo(Step.DEAD);
  }

  @Test
  void a_new_connection_forgets_what_was_waited_for() {
    heartbeat.start(at(0));
    heartbeat.sent("7", at(25), false);
    heartbeat.start(at(30));

    assertThat(heartbeat.answered("7")).isFalse();
    assertThat(heartbeat.step(at(54), false)).isEqualTo(Step.WAIT);
    assertThat(heartbeat.step(at(55), false)).isEqualTo(Step.SEND);
  }
}
