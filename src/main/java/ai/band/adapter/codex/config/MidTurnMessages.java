package ai.band.adapter.codex.config;

/** What a message does that arrives while a turn of its room is running. */
public enum MidTurnMessages {
  /** It waits until the turn has ended. */
  QUEUE,
  /** It is fed into the running turn. */
  STEER,
  /** It ends the running turn and starts its own. */
  INTERRUPT
}
