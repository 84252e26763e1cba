package ai.band.adapter.codex.config;

/** How much a session approval of a command covers. */
public enum ApprovalGranularity {
  /** Every command that starts with the same program. */
  BINARY,
  /** The very same command only. */
  FULL_COMMAND
}
