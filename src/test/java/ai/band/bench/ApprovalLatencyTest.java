package ai.band.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A decision waits for no turn, neither of its own room nor of others. */
class ApprovalLatencyTest {
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  @Test
  void decisions_and_status_wait_for_no_turn() throws Exception {
    ApprovalLatency.Result result = ApprovalLatency.run(5, 20);

    assertThat(result.turnRan()).isTrue();
    assertThat(result.busyRooms()).as("rooms still streaming").isEqualTo(20);
    assertThat(result.approve()).hasSize(5).allMatch(time -> time.compareTo(GENEROUS) < 0);
    assertThat(result.status()).hasSize(5).allMatch(time -> time.compareTo(GENEROUS) < 0);
  }
}
