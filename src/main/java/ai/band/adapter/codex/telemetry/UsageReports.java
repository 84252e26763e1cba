package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.adapter.codex.telemetry.UsageMeter.Reading;
import ai.band.api.Emit;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TokenUsage.Counts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells the room what its thread and each turn have used. */
final class UsageReports {
  private final TurnEvents turn;
  private final UsageMeter meter;
  private final boolean wanted;
  private final long spacing;
  private @Nullable Reading waiting;
  private boolean any;
  private long toldAt;

  UsageReports(TurnEvents turn, UsageMeter meter) {
    this.turn = turn;
    this.meter = meter;
    this.wanted = turn.emits(Emit.TASK_EVENTS) && turn.room().config().emitTokenUsageEvents();
    this.spacing = TimeUnit.MILLISECONDS.toNanos(turn.room().config().streamFlushMs());
  }

  void updated(TokenUsage usage, long now) {
    Reading reading = meter.used(usage);
    if (wanted && reading.any() && meter.isNews(reading.total())) {
      waiting = reading;
      tick(now);
    }
  }

  /** Tells what had to wait, once its time has come. */
  void tick(long now) {
    if (waiting != null && (!any || now - toldAt >= spacing)) {
      tell(waiting, now);
    }
  }

  void streamEnded(long now) {
    if (waiting != null) {
      tell(waiting, now);
    }
  }

  /** The turn's usage in the form that all adapters share. */
  void turnEnded() {
    Counts used = meter.read().turn();
    turn.room()
        .monitor()
        .tokensUsed(used.input(), used.cachedInput(), used.output(), used.reasoningOutput());
    if (!turn.emits(Emit.USAGE) || used.input() + used.output() == 0) {
      return;
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("band_usage", UsageText.common(used));
    turn.task(
        "Used in this turn: " + used.input() + " input tokens, " + used.output() + " output tokens",
        metadata,
        Weight.LIGHT);
  }

  private void tell(Reading reading, long now) {
    waiting = null;
    any = true;
    toldAt = now;
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_event_type", "token_usage");
    metadata.put("codex_room_id", turn.room().roomId());
    metadata.put("codex_thread_id", turn.threadId());
    UsageText.put(metadata, reading);
    String content = TaskText.of(null, "Codex token usage", "updated", UsageText.summary(reading));
    turn.task(content, metadata, Weight.LIGHT);
  }
}
