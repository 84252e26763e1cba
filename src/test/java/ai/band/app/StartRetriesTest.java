package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.BandConfigException;
import ai.band.app.repository.RepositoryUnavailableException;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.transport.TokenRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartRetriesTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static List<Long> waits(StartRetries retries, int count, boolean endless) {
    return IntStream.range(0, count)
        .mapToObj(i -> retries.next(endless))
        .map(wait -> wait == null ? -1 : wait.toSeconds())
        .toList();
  }

  @Test
  void waits_double_from_one_second_up_to_a_minute() {
    assertThat(waits(new StartRetries(100, LONG, false), 9, false))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void only_so_many_are_made_in_a_row_unless_the_program_goes_on_anyway() {
    var retries = new StartRetries(3, LONG, false);
    assertThat(waits(retries, 5, false)).containsExactly(1L, 2L, 4L, -1L, -1L);
    assertThat(waits(retries, 2, true)).containsExactly(8L, 16L);
    assertThat(new StartRetries(0, LONG, false).next(false)).isNull();
  }

  @Test
  void a_healthy_run_begins_the_count_anew_and_a_short_one_does_not() {
    var retries = new StartRetries(3, LONG, false);
    assertThat(waits(retries, 2, false)).containsExactly(1L, 2L);
    retries.ranFor(StartRetries.HEALTHY.minusSeconds(1));
    assertThat(waits(retries, 2, false)).containsExactly(4L, -1L);
    retries.ranFor(StartRetries.HEALTHY);
    assertThat(waits(retries, 4, false)).containsExactly(1L, 2L, 4L, -1L);
  }

  @Test
  void the_first_start_has_to_succeed_within_the_connect_timeout() {
    var retries = new StartRetries(100, Duration.ofMillis(500), false);
    assertThat(retries.next(false)).as("the wait alone takes longer").isNull();
    assertThat(retries.next(true)).isEqualTo(Duration.ofSeconds(1));
    retries.ranFor(Duration.ofSeconds(1));
    assertThat(retries.next(false)).as("it has run before").isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void what_the_user_has_to_correct_is_not_tried_again() {
    var local = new StartRetries(3, LONG, false);
    var remote = new StartRetries(3, LONG, true);
    assertThat(local.mayPass(new BandConfigException("wrong"))).isFalse();
    assertThat(local.mayPass(new IllegalStateException("bug"))).isFalse();
    assertThat(local.mayPass(new RepositoryUnavailableException("later"))).isTrue();
    var gone = new CodexUnavailable("gone", null, List.of(), null);
    assertThat(local.mayPass(gone)).as("a process of our own does not come back").isFalse();
    assertThat(remote.mayPass(gone)).isTrue();
    var refused =
        new CodexUnavailable("token", null, List.of(), new TokenRefusedException("another one"));
    assertThat(remote.mayPass(refused)).as("the token stays wrong").isFalse();
  }

  @Test
  void a_stop_ends_the_wait_at_once() throws Exception {
    var stop = new CountDownLatch(1);
    var waited =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return StartRetries.stoppedWithin(LONG, stop);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(waited).isNotDone();
    stop.countDown();
    assertThat(waited.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(StartRetries.stoppedWithin(Duration.ofMillis(1), new CountDownLatch(1))).isFalse();
  }
}
