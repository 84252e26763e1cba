package ai.band.codex.protocol;

import org.jspecify.annotations.Nullable;

/** How a turn stands or ended. */
public enum TurnStatus {
  IN_PROGRESS("inProgress"),
  COMPLETED("completed"),
  INTERRUPTED("interrupted"),
  FAILED("failed"),
  /** A status that this version does not know; the raw turn holds its name. */
  UNKNOWN("unknown");

  private final String wireName;

  TurnStatus(String wireName) {
    this.wireName = wireName;
  }

  /** The name used on the wire, such as {@code inProgress}. */
  public String wireName() {
    return wireName;
  }

  /** The status of this wire name, {@link #UNKNOWN} for anything else. */
  public static TurnStatus of(@Nullable String wireName) {
    for (TurnStatus status : values()) {
      if (status.wireName.equals(wireName)) {
        return status;
      }
    }
    return UNKNOWN;
  }
}
