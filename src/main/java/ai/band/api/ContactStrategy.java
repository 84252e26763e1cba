package ai.band.api;

import java.util.Locale;

/** Who deals with contact requests and changes. */
public enum ContactStrategy {
  /** Nobody. */
  DISABLED,
  /** The program's own {@link ContactCallback}. */
  CALLBACK,
  /** The model, in a private room. */
  HUB_ROOM;

  /**
   * Reads the lower-case name used in configuration files.
   *
   * @param name for example {@code hub_room}; case and surrounding blanks do not matter
   * @throws BandConfigException when there is no such strategy
   */
  public static ContactStrategy of(String name) {
    String wanted = name.trim().toUpperCase(Locale.ROOT);
    for (ContactStrategy strategy : values()) {
      if (strategy.name().equals(wanted)) {
        return strategy;
      }
    }
    throw new BandConfigException(
        "strategy", name, "Supported are disabled, callback and hub_room.");
  }
}
