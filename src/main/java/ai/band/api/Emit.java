package ai.band.api;

import java.util.Locale;

/** What an adapter reports to the room besides its answers. */
public enum Emit {
  /** Tool calls and their results. Also accepted as {@code tool_calls}. */
  EXECUTION,
  /** Reasoning, plans and other progress text. */
  THOUGHTS,
  /** Thread mapping, turn markers, approvals: what a restart reads back. */
  TASK_EVENTS,
  /** Token counts of each turn in the platform's common form. */
  USAGE;

  /** The newer name of {@link #EXECUTION}. */
  public static final Emit TOOL_CALLS = EXECUTION;

  /**
   * Reads the lower-case name used in configuration files.
   *
   * @param name for example {@code task_events}; case and surrounding blanks do not matter
   * @throws BandConfigException when there is no such flag
   */
  public static Emit of(String name) {
    String wanted = name.trim().toUpperCase(Locale.ROOT);
    if (wanted.equals("TOOL_CALLS")) {
      return EXECUTION;
    }
    for (Emit emit : values()) {
      if (emit.name().equals(wanted)) {
        return emit;
      }
    }
    throw new BandConfigException(
        "emit", name, "Supported are execution (or tool_calls), thoughts, task_events and usage.");
  }
}
