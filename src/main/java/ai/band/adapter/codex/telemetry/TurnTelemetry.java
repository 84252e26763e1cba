package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.TurnEvent;

/**
 * Reports one turn to its room. No method blocks or throws; what is to be posted goes through the
 * room's outbox.
 *
 * <p>{@link #observe} and {@link #turnEnded} are called by the turn's thread, the tool methods by
 * the threads of the tools, at the same time.
 */
public interface TurnTelemetry {
  /** Hears everything that Codex sends for the turn, its sub-agents and its end included. */
  void observe(TurnEvent event);

  /** Codex calls a tool that the adapter runs. */
  void toolCalled(ServerRequest.DynamicToolCall call);

  /**
   * The tool has answered.
   *
   * @param output text for the model
   */
  void toolAnswered(ServerRequest.DynamicToolCall call, String output, boolean success);

  /** The turn is over; the last call. */
  void turnEnded(TurnEnd end);
}
