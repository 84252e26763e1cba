package ai.band.codex;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What arrives in the place of messages and is none. The first few are shown in the log; a server
 * that has sent {@value #LIMIT} of them and not one message is no Codex.
 */
final class Garbage {
  private static final int LIMIT = 1_000;
  private static final int SHOWN = 5;
  private static final int SAMPLE_LENGTH = 200;
  private static final Logger log = LoggerFactory.getLogger(Garbage.class);

  private final AtomicLong count = new AtomicLong();
  private volatile boolean messageSeen;
  private volatile @Nullable String first;

  static String sample(byte[] buffer, int offset, int length) {
    return new String(buffer, offset, Math.min(length, SAMPLE_LENGTH), StandardCharsets.UTF_8);
  }

  void sawMessage() {
    if (!messageSeen) {
      messageSeen = true;
    }
  }

  /** Notes one. Returns whether it is time to give up. */
  boolean refuse(String text) {
    String sample = text.length() > SAMPLE_LENGTH ? text.substring(0, SAMPLE_LENGTH) : text;
    long number = count.incrementAndGet();
    if (number == 1) {
      first = sample;
    }
    if (number <= SHOWN) {
      log.warn("Codex sent something that is no message, skipped: {}", sample);
    } else {
      log.debug("Codex sent something that is no message, skipped: {}", sample);
    }
    return !messageSeen && number >= LIMIT;
  }

  long count() {
    return count.get();
  }

  boolean isAll() {
    return !messageSeen && count.get() > 0;
  }

  String describe() {
    return "It sent " + count.get() + " lines that are no messages, the first: \"" + first + "\".";
  }
}
