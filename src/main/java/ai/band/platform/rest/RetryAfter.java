package ai.band.platform.rest;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import okhttp3.Interceptor;
import okhttp3.Response;
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

  /** Hides the header from OkHttp, which would repeat some calls by itself when it says 0. */
  static final class Keeper implements Interceptor {
    static final String KEPT = "Kept-Retry-After";

    @Override
    public Response intercept(Chain chain) throws IOException {
      var response = chain.proceed(chain.request());
      var header = response.header("Retry-After");
      return header == null
          ? response
          : response.newBuilder().removeHeader("Retry-After").header(KEPT, header).build();
    }
  }
}
