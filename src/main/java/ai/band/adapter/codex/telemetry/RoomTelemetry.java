package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RunningTurn;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnError;
import org.jspecify.annotations.Nullable;

/** Reports what happens in one room. No method blocks or throws; safe from any thread. */
public interface RoomTelemetry {
  /** A new thread was made for the room. */
  void threadMapped(ThreadFacts thread);

  /** The room's thread was taken up again. */
  void threadResumed(ThreadFacts thread);

  /** The room has done with its thread. Usage counters start over. */
  void threadArchived(@Nullable String threadId);

  /** Codex has accepted a turn. */
  TurnTelemetry turnStarted(RunningTurn turn);

  /** Something happened in the thread while no turn was running; usage totals after a resume. */
  void betweenTurns(ThreadEvent event);

  /**
   * A turn could not be started.
   *
   * @param what in plain words
   * @param error what Codex said, if it said something
   */
  void turnRefused(String what, @Nullable TurnError error);

  /** Token usage of the thread in one line, or null when nothing was used yet. */
  @Nullable String usageSummary();
}
