package ai.band.adapter.codex.config;

/** Who decides when Codex asks for permission. */
public enum ApprovalMode {
  /** The room is asked. */
  MANUAL,
  /** Everything is accepted without asking. */
  AUTO_ACCEPT,
  /** Everything is declined without asking. */
  AUTO_DECLINE
}
