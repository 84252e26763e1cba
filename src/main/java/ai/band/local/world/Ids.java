package ai.band.local.world;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Identifiers as Band gives them out. */
final class Ids {
  private Ids() {}

  /** A random UUID; not fit for secrets, which this server has none of. */
  static String uuid() {
    var random = ThreadLocalRandom.current();
    long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  static String key(String prefix) {
    return prefix + uuid().replace("-", "");
  }

  static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
