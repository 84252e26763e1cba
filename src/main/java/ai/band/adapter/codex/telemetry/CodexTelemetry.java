package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.api.Emit;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnEvent;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Turns what Codex does into events of the room. */
public final class CodexTelemetry implements RoomTelemetry {
  private final RoomContext room;
  private final Outbox outbox;
  private final ThreadEvents threads;
  private final LongSupplier nanoClock;
  private final UsageMeter meter = new UsageMeter();

  /** Touched only by the thread that hands out what comes between turns. */
  private @Nullable String toldCompaction;

  public CodexTelemetry(RoomContext room, Outbox outbox) {
    this(room, outbox, System::nanoTime);
  }

  CodexTelemetry(RoomContext room, Outbox outbox, LongSupplier nanoClock) {
    this.room = room;
    this.outbox = outbox;
    this.nanoClock = nanoClock;
    this.threads = new ThreadEvents(room, outbox);
  }

  @Override
  public void threadMapped(ThreadFacts thread) {
    meter.threadMapped(thread.threadId());
    threads.mapped(thread);
  }

  @Override
  public void threadResumed(ThreadFacts thread) {
    meter.threadResumed(thread.threadId());
    threads.resumed(thread);
  }

  @Override
  public void threadArchived(@Nullable String threadId) {
    meter.threadArchived();
    threads.archived(threadId);
  }

  @Override
  public TurnTelemetry turnStarted(RunningTurn turn) {
    return TurnReporter.start(room, outbox, turn, meter, nanoClock);
  }

  @Override
  public void betweenTurns(ThreadEvent event) {
    switch (event.event()) {
      case TurnEvent.TokenUsageUpdated update -> meter.usedBefore(event.threadId(), update.usage());
      case TurnEvent.Compacted ignored -> compacted(event);
      case TurnEvent.ItemCompleted(ThreadItem.ContextCompaction ignored) -> compacted(event);
      default -> {}
    }
  }

  /** Asked for by a command rather than by a turn. Some versions tell it twice. */
  private void compacted(ThreadEvent event) {
    String told = event.threadId() + " " + event.turnId();
    if (told.equals(toldCompaction)) {
      return;
    }
    toldCompaction = told;
    TurnEvents events = events(event.threadId(), event.turnId());
    new TurnMarkers(events).compactionItem();
    if (events.emits(Emit.THOUGHTS)) {
      events.thought(ThoughtItems.COMPACTED);
    }
  }

  @Override
  public void turnRefused(String what, @Nullable TurnError error) {
    new ErrorReports(events(null, null)).tell(what, error, "");
  }

  @Override
  public @Nullable String usageSummary() {
    UsageMeter.Reading reading = meter.read();
    return reading.any() ? UsageText.summary(reading) : null;
  }

  private TurnEvents events(@Nullable String threadId, @Nullable String turnId) {
    return new TurnEvents(room, outbox, threadId, turnId, null, null);
  }
}
