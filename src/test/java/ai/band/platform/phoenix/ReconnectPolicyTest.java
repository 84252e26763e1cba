package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.platform.phoenix.ReconnectPolicy.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectPolicyTest {
  private static final Duration LONG_LIFE = Duration.ofSeconds(61);
  private static final Duration MIDDLING_LIFE = Duration.ofSeconds(30);
  private static final Duration SHORT_LIFE = Duration.ofSeconds(1);

  private final AtomicLong now = new AtomicLong(-5);

  private ReconnectPolicy policy(double luck) {
    return policy(luck, ReconnectSettings.defaults());
  }

  private ReconnectPolicy policy(double luck, ReconnectSettings settings) {
    return new ReconnectPolicy(settings, lucky(luck), now::get);
  }

  private static RandomGenerator lucky(double luck) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public double nextDouble() {
        return luck;
      }
    };
  }

  private static CloseInfo close(int code, Duration uptime) {
    return new CloseInfo(code, "", true, uptime);
  }

  private static long millis(Decision decision) {
    return ((Decision.Retry) decision).delay().toMillis();
  }

  private static UpgradeRefused refusal(int status) {
    return new UpgradeRefused(status, Map.of(), "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011, 3000, 4000, 4999})
  void most_codes_mean_to_come_back_after_the_usual_delay(int code) {
    assertThat(millis(policy(1).afterClose(close(code, LONG_LIFE)))).isEqualTo(500);
    assertThat(millis(policy(0).afterClose(close(code, LONG_LIFE)))).isEqualTo(250);
  }

  @Test
  void code_1008_means_to_stay_away() {
    CloseInfo close = new CloseInfo(1008, "banned", true, LONG_LIFE);

    assertThat(policy(1).afterClose(close))
        .isEqualTo(new Decision.Stop(new Termination.ForbiddenByServer(close)));
    assertThat(new Termination.ForbiddenByServer(close).describe())
        .contains("1008")
        .contains("banned");
  }

  @ParameterizedTest
  @CsvSource({
    "1012, 0, 1000",
    "1012, 1, 5000",
    "1013, 0, 30000",
    "1013, 1, 60000",
    "1013, 0.5, 45000"
  })
  void a_server_that_restarts_or_is_busy_is_given_time(int code, double luck, long expected) {
    assertThat(millis(policy(luck).afterClose(close(code, LONG_LIFE)))).isEqualTo(expected);
  }

  @Test
  void the_time_for_a_restart_is_a_lower_bound_only() {
    ReconnectPolicy policy = policy(0.5);
    policy.afterFailure();
    policy.afterFailure();
    policy.afterFailure();

    // Four short-lived ones in the window: 90 s, times 0.625.
    assertThat(millis(policy.afterClose(close(1012, SHORT_LIFE)))).isEqualTo(56_250);
  }

  @Test
  void failed_attempts_use_the_counter_and_then_raise_it() {
    // Without damping: the plain ladder shows.
    ReconnectSettings.Damping none =
        new ReconnectSettings.Damping(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            0);
    ReconnectPolicy policy = policy(1, ReconnectSettings.defaults().withDamping(none));

    List<Long> delays =
        Stream.generate(
                () -> {
                  now.addAndGet(1);
                  return millis(policy.afterFailure());
                })
            .limit(9)
            .toList();

    assertThat(delays)
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void a_connection_that_did_not_last_raises_the_counter_first() {
    ReconnectPolicy policy = policy(1);

    assertThat(millis(policy.afterClose(close(1006, MIDDLING_LIFE)))).isEqualTo(1000);
    assertThat(millis(policy.afterClose(close(1006, MIDDLING_LIFE)))).isEqualTo(2000);
    assertThat(millis(policy.afterClose(close(1006, MIDDLING_LIFE)))).isEqualTo(4000);
    assertThat(millis(policy.afterClose(close(1006, LONG_LIFE)))).isEqualTo(500);
    assertThat(millis(policy.afterClose(close(1006, MIDDLING_LIFE)))).isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1000",
    "1, 1, 2000",
    "2, 0, 5000",
    "2, 1, 10000",
    "3, 0, 15000",
    "3, 1, 60000",
    "4, 0, 22500",
    "4, 1, 90000",
    "5, 1, 120000",
    "11, 1, 300000",
    "12, 1, 300000",
    "40, 1, 300000"
  })
  void short_lived_connections_in_a_row_are_damped(int count, double luck, long expected) {
    ReconnectPolicy policy = policy(luck);
    Decision last = policy.afterClose(close(1000, SHORT_LIFE));
    for (int i = 1; i < count; i++) {
      last = policy.afterClose(close(1000, SHORT_LIFE));
    }

    assertThat(millis(last)).isEqualTo(expected);
  }

  @Test
  void a_failed_attempt_counts_as_short_lived() {
    ReconnectPolicy policy = policy(1);

    assertThat(millis(policy.afterFailure())).isEqualTo(2000);
    assertThat(millis(policy.afterFailure())).isEqualTo(10_000);
    assertThat(millis(policy.afterFailure())).isEqualTo(60_000);
  }

  @Test
  void what_lies_a_minute_back_is_forgotten() {
    ReconnectPolicy policy = policy(1);
    policy.afterFailure();
    policy.afterFailure();
    now.addAndGet(Duration.ofSeconds(61).toNanos());

    assertThat(millis(policy.afterFailure())).isEqualTo(2000);
  }

  @Test
  void a_connection_that_lasted_a_minute_forgives_everything() {
    ReconnectPolicy policy = policy(1);
    policy.afterFailure();
    policy.afterFailure();

    assertThat(millis(policy.afterClose(close(1006, LONG_LIFE)))).isEqualTo(500);
  }

  @Test
  void it_never_gives_up_by_itself() {
    ReconnectPolicy policy = policy(1);
    for (int i = 0; i < 10_000; i++) {
      assertThat(policy.afterFailure()).isInstanceOf(Decision.Retry.class);
    }
  }

  @Test
  void it_gives_up_at_the_threshold_when_told_to() {
    ReconnectPolicy policy = policy(1, ReconnectSettings.defaults().withGiveUpAt(3));

    assertThat(policy.afterFailure()).isInstanceOf(Decision.Retry.class);
    assertThat(policy.afterClose(close(1000, SHORT_LIFE))).isInstanceOf(Decision.Retry.class);
    assertThat(policy.afterFailure()).isEqualTo(new Decision.Stop(new Termination.GaveUp(3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 409})
  void a_refusal_that_trying_again_does_not_change_is_final(int status) {
    UpgradeRefused refusal = refusal(status);

    assertThat(policy(1).afterRefusal(refusal, Optional.of(Duration.ofSeconds(1))))
        .isEqualTo(new Decision.Stop(new Termination.RefusedByServer(refusal)));
    assertThat(refusal.retryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 408, 429, 500, 502, 503, 504})
  void other_refusals_are_tried_again(int status) {
    assertThat(millis(policy(1).afterRefusal(refusal(status), Optional.empty()))).isEqualTo(2000);
  }

  @Test
  void the_server_may_ask_for_a_wait_within_reason() {
    ReconnectPolicy policy = policy(0);

    assertThat(millis(policy.afterRefusal(refusal(429), Optional.of(Duration.ofSeconds(7)))))
        .isEqualTo(7000);
    assertThat(millis(policy.afterRefusal(refusal(503), Optional.of(Duration.ofDays(3)))))
        .isEqualTo(Duration.ofMinutes(15).toMillis());
    assertThat(millis(policy(1).afterRefusal(refusal(429), Optional.of(Duration.ZERO))))
        .isEqualTo(2000);
  }

  @Test
  void the_first_connection_has_a_ladder_of_its_own() {
    assertThat(
            Stream.iterate(0, i -> i + 1)
                .limit(8)
                .map(i -> policy(1).firstConnectDelay(i, Optional.empty()).toMillis()))
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L);
    assertThat(policy(0).firstConnectDelay(3, Optional.empty())).hasMillis(2000);
    assertThat(policy(0).firstConnectDelay(3, Optional.of(Duration.ofSeconds(9)))).hasMillis(9000);
    assertThat(ReconnectSettings.defaults().firstConnectAttempts()).isEqualTo(11);
  }
}
