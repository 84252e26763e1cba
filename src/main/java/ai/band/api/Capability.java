package ai.band.api;

import java.util.Locale;

/** A group of platform tools that is offered to the model only when asked for. */
public enum Capability {
  /** Tools for contacts and contact requests. */
  CONTACTS,
  /** Tools for the workspace's memories. */
  MEMORY,
  /** Tools for the room's task board and goal. */
  TASKS;

  /**
   * Reads the lower-case name used in configuration files.
   *
   * @param name for example {@code contacts}; case and surrounding blanks do not matter
   * @throws BandConfigException when there is no such capability
   */
  public static Capability of(String name) {
    String wanted = name.trim().toUpperCase(Locale.ROOT);
    for (Capability capability : values()) {
      if (capability.name().equals(wanted)) {
        return capability;
      }
    }
    throw new BandConfigException(
        "capabilities", name, "Supported are contacts, memory and tasks.");
  }
}
