package ai.band.platform.rest;

import java.util.Locale;

/** Ids of the platform: UUIDs, which mean the same in upper and in lower case. */
public final class EntityId {
  private static final int UUID_LENGTH = 36;

  private EntityId() {}

  /** A UUID in lower case, so that two ways of writing it are one key; anything else as it is. */
  public static String canonical(String id) {
    if (id.length() != UUID_LENGTH) {
      return id;
    }
    boolean upper = false;
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = id.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
        return id;
      }
      upper |= c >= 'A' && c <= 'F';
    }
    return upper ? id.toLowerCase(Locale.ROOT) : id;
  }
}
