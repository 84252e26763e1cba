package ai.band.adapter.codex.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.tools.ToolResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedCallsTest {
  private static final ToolResult DUG = ToolResult.ok("dug");

  private final TimedCalls calls = new TimedCalls("dig", Duration.ofMinutes(1));

  @Test
  void calls_that_are_given_up_before_they_begin_keep_no_place() throws Exception {
    var givenUp = new AtomicInteger();
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> giveUpAtOnce() && givenUp.incrementAndGet() == 300);

    assertThat(calls.run(() -> DUG)).isEqualTo(DUG);
  }

  /** Whoever is interrupted already does not wait, not even for the call to begin. */
  private boolean giveUpAtOnce() {
    Thread.currentThread().interrupt();
    try {
      calls.run(() -> DUG);
      return false;
    } catch (InterruptedException e) {
      return true;
    } finally {
      Thread.interrupted();
    }
  }
}
