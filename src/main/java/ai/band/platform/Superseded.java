package ai.band.platform;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Another connection of the same agent took over. This one must not come back by itself, whatever
 * {@code retryAfter} says.
 */
public record Superseded(
    String reason,
    String message,
    boolean retryable,
    @Nullable Duration retryAfter,
    @Nullable String targetSocketId,
    @Nullable String correlationId) {
  /** As a failure, for whoever waits for the agent to end. */
  public BandConnectionException toException() {
    return new BandConnectionException(
        BandConnectionException.Kind.SUPERSEDED,
        "Another connection of this agent took over ("
            + reason
            + (message.isBlank() ? "" : ": " + message)
            + "). Run one process per agent, or give each process an agent of its own.",
        null);
  }
}
