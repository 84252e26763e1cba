package ai.band.platform.rest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header that says how long to wait: seconds, or a date. */
final class RetryAfter {
  private RetryAfter() {}

  static @Nullable Duration parse(@Nullable String header, Instant now) {
    if (header == null || header.isBlank()) {
      return null;
    }
    var value = header.strip();
    return value.chars().allMatch(Character::isDigit) ? seconds(value) : until(value, now);
  }

  private static Duration seconds(String digits) {
    return digits.length() > 9
        ? Duration.ofSeconds(Integer.MAX_VALUE)
        : Duration.ofSeconds(Long.parseLong(digits));
  }

  private static @Nullable Duration until(String date, Instant now) {
    try {
      var wait =
          Duration.between(
              now, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException nonsense) {
      return null;
    }
  }
}
