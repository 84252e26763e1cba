package ai.band.platform;

import org.jspecify.annotations.Nullable;

/**
 * People interrupt, stop or resume the agent's work.
 *
 * @param roomId null with scope {@link Scope#AGENT} means every room
 * @param correlationId the platform may send a signal twice; equal ids are the same signal
 */
public record ControlSignal(
    Mode mode,
    Scope scope,
    String agentId,
    @Nullable String executionId,
    @Nullable String roomId,
    @Nullable String reason,
    @Nullable String correlationId) {
  /** What to do. */
  public enum Mode {
    INTERRUPT,
    STOP,
    PLAY
  }

  /** Where to do it. */
  public enum Scope {
    AGENT,
    ROOM
  }
}
