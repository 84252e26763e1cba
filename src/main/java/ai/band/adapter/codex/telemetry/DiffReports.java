package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.Emit;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows the diff of a turn. Codex sends the whole of it again and again: the same one is told once,
 * others at most once a second, and the last one always.
 */
final class DiffReports {
  private static final long SPACING = Duration.ofSeconds(1).toNanos();

  private final TurnEvents turn;
  private final boolean wanted;
  private @Nullable String told;
  private @Nullable String waiting;
  private long toldAt;

  DiffReports(TurnEvents turn) {
    this.turn = turn;
    this.wanted = turn.emits(Emit.TASK_EVENTS) && turn.room().config().emitDiffEvents();
  }

  void updated(String diff, long now) {
    if (wanted) {
      waiting = diff.equals(told) || diff.isBlank() ? null : diff;
      tick(now);
    }
  }

  /** Tells what had to wait, once its time has come. */
  void tick(long now) {
    if (waiting != null && (told == null || now - toldAt >= SPACING)) {
      tell(waiting, now);
    }
  }

  void turnEnded(long now) {
    if (waiting != null) {
      tell(waiting, now);
    }
  }

  private void tell(String diff, long now) {
    told = diff;
    toldAt = now;
    waiting = null;
    Map<String, Object> metadata = turn.metadata("turn_diff");
    int files = DiffText.put(metadata, diff);
    String summary =
        switch (files) {
          case 0 -> "diff updated";
          case 1 -> "1 file changed";
          default -> files + " files changed";
        };
    turn.task(TaskText.of(null, "Codex diff", "updated", summary), metadata, Weight.LIGHT);
  }
}
