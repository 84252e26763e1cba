package ai.band.platform.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-05-04T09:15:00Z");

  @Test
  void seconds_are_understood() {
    assertThat(RetryAfter.parse("17", NOW)).isEqualTo(Duration.ofSeconds(17));
    assertThat(RetryAfter.parse(" 0 ", NOW)).isZero();
    assertThat(RetryAfter.parse("99999999999999999999", NOW)).isGreaterThan(Duration.ofDays(1));
  }

  @Test
  void a_date_is_understood() {
    assertThat(RetryAfter.parse("Mon, 04 May 2026 09:15:30 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(RetryAfter.parse("Mon, 04 May 2026 09:14:30 GMT", NOW)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-5", "1.5", "2026-05-04"})
  void anything_else_says_nothing(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isNull();
  }
}
