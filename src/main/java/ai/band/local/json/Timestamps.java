package ai.band.local.json;

import java.time.Instant;
import java.time.ZoneOffset;

/** Points in time as text. */
public final class Timestamps {
  private Timestamps() {}

  /** ISO-8601 in UTC with six digits, written by hand because every answer contains several. */
  public static String text(Instant instant) {
    var time = instant.atOffset(ZoneOffset.UTC);
    var text = new StringBuilder(27);
    digits(text, time.getYear(), 4).append('-');
    digits(text, time.getMonthValue(), 2).append('-');
    digits(text, time.getDayOfMonth(), 2).append('T');
    digits(text, time.getHour(), 2).append(':');
    digits(text, time.getMinute(), 2).append(':');
    digits(text, time.getSecond(), 2).append('.');
    return digits(text, time.getNano() / 1_000, 6).append('Z').toString();
  }

  private static StringBuilder digits(StringBuilder text, int value, int width) {
    String digits = Integer.toString(value);
    text.repeat('0', Math.max(0, width - digits.length()));
    return text.append(digits);
  }
}
