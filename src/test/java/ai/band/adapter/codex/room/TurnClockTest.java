package ai.band.adapter.codex.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnClockTest {
  private final AtomicLong now = new AtomicLong(1_000);
  private final TurnClock clock = new TurnClock(Duration.ofSeconds(180), now::get);

  @Test
  void it_expires_when_the_turn_has_worked_to_its_limit() {
    pass(179);
    assertThat(clock.hasExpired()).isFalse();
    pass(1);
    assertThat(clock.hasExpired()).isTrue();
    assertThat(clock.remaining()).isZero();
  }

  @Test
  void it_stands_still_while_somebody_is_asked() {
    pass(100);
    try (var ignored = clock.pause()) {
      pass(3_600);
      assertThat(clock.hasExpired()).isFalse();
      assertThat(clock.remaining()).isEqualTo(Duration.ofSeconds(80));
    }
    pass(79);
    assertThat(clock.hasExpired()).isFalse();
    assertThat(clock.worked()).isEqualTo(Duration.ofSeconds(179));
  }

  @Test
  void questions_that_overlap_count_once() {
    TurnClock.Pause first = clock.pause();
    pass(50);
    TurnClock.Pause second = clock.pause();
    pass(50);
    first.close();
    first.close();
    assertThat(clock.isPaused()).isTrue();
    pass(50);
    second.close();
    assertThat(clock.worked()).isZero();
    pass(5);
    assertThat(clock.worked()).isEqualTo(Duration.ofSeconds(5));
  }

  private void pass(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
