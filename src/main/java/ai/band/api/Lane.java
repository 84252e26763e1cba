package ai.band.api;

/** How a message travels through its room. */
public enum Lane {
  /** Run at once, also while a turn of the same room is running: commands, answers, signals. */
  COMMAND,
  /** One at a time, in order of arrival: everything that may start a turn. */
  WORK
}
