package ai.band.local.world;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a participant may do in a room. */
public enum Role {
  OWNER,
  ADMIN,
  MEMBER;

  /** As Band writes it. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this role may add admins, and remove participants. */
  boolean manages() {
    return this != MEMBER;
  }

  /** Null when there is no such role. */
  public static @Nullable Role parse(String wire) {
    return switch (wire) {
      case "owner" -> OWNER;
      case "admin" -> ADMIN;
      case "member" -> MEMBER;
      default -> null;
    };
  }
}
