package ai.band.platform.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Timestamps of the platform: ISO 8601 with or without fraction, and without offset UTC. */
public final class Timestamps {
  private Timestamps() {}

  /** The moment that {@code text} names, or null when it names none. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException notInUtc) {
      return withOffset(text);
    }
  }

  private static @Nullable Instant withOffset(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noOffset) {
      return withoutOffset(text);
    }
  }

  private static @Nullable Instant withoutOffset(String text) {
    try {
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException nonsense) {
      return null;
    }
  }
}
