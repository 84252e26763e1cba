package ai.band.local.world;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A signal to an agent.
 *
 * @param room null: every room of the agent
 */
public record Control(
    RegisteredAgent agent,
    Mode mode,
    @Nullable Room room,
    @Nullable String executionId,
    String correlationId) {

  /** What the agent shall do. */
  public enum Mode {
    INTERRUPT,
    STOP,
    PLAY;

    /** As Band writes it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
