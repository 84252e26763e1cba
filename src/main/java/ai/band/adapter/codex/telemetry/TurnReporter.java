package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.api.Emit;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnEvent;
import java.util.function.LongSupplier;

/** Hands what Codex does in one turn to those who tell the room of it. */
final class TurnReporter implements TurnTelemetry {
  private final TurnEvents turn;
  private final UsageMeter meter;
  private final LongSupplier nanoClock;
  private final ToolReports tools;
  private final StreamedText texts;
  private final DiffReports diffs;
  private final UsageReports usage;
  private final TurnMarkers markers;
  private final ErrorReports errors;

  private TurnReporter(TurnEvents turn, UsageMeter meter, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.turn = turn;
    this.meter = meter;
    this.tools = new ToolReports(turn);
    this.texts = new StreamedText(turn);
    this.diffs = new DiffReports(turn);
    this.usage = new UsageReports(turn, meter);
    this.markers = new TurnMarkers(turn);
    this.errors = new ErrorReports(turn);
  }

  static TurnReporter start(
      RoomContext room,
      Outbox outbox,
      RunningTurn running,
      UsageMeter meter,
      LongSupplier nanoClock) {
    meter.turnBegins(running.threadId());
    var events =
        new TurnEvents(room, outbox, running.threadId(), running.turnId(), null, running.gate());
    TurnReporter reporter = new TurnReporter(events, meter, nanoClock);
    reporter.markers.turnStarted(running);
    return reporter;
  }

  @Override
  public void observe(TurnEvent event) {
    long now = nanoClock.getAsLong();
    switch (event) {
      case TurnEvent.ItemStarted started -> {
        tools.started(started.item(), turn);
        texts.started(started.item());
      }
      case TurnEvent.ItemCompleted completed -> completed(completed.item());
      case TurnEvent.AgentMessageDelta delta -> texts.message(delta);
      case TurnEvent.ReasoningDelta delta -> texts.reasoning(delta);
      case TurnEvent.PlanDelta delta -> texts.plan(delta);
      case TurnEvent.PlanUpdated plan -> markers.planUpdated(plan);
      case TurnEvent.DiffUpdated diff -> diffs.updated(diff.diff(), now);
      case TurnEvent.TokenUsageUpdated update -> usage.updated(update.usage(), now);
      case TurnEvent.TurnErrored error -> errored(error);
      case TurnEvent.Compacted ignored -> markers.compactionNotice();
      case TurnEvent.FromSubAgent child -> observeSubAgent(child);
      case TurnEvent.Unrecognised other -> LegacyTasks.tell(other, turn);
      case TurnEvent.Terminal ignored -> streamEnded(now);
      default -> {}
    }
    diffs.tick(now);
    usage.tick(now);
  }

  private void completed(ThreadItem item) {
    texts.completed(item);
    tools.completed(item, turn);
    if (item instanceof ThreadItem.ContextCompaction) {
      markers.compactionItem();
    }
    String thought = turn.emits(Emit.THOUGHTS) ? ThoughtItems.read(item) : null;
    if (thought != null) {
      turn.thought(thought);
    }
  }

  /** Of a sub-agent only its tools are told: its words and its usage are not the thread's. */
  private void observeSubAgent(TurnEvent.FromSubAgent child) {
    switch (child.event()) {
      case TurnEvent.ItemStarted started ->
          tools.started(started.item(), turn.ofSubAgent(child.threadId()));
      case TurnEvent.ItemCompleted completed ->
          tools.completed(completed.item(), turn.ofSubAgent(child.threadId()));
      default -> {}
    }
  }

  private void errored(TurnEvent.TurnErrored error) {
    if (error.willRetry()) {
      errors.retried(error.error());
    } else {
      errors.failed(error.error());
    }
  }

  private void streamEnded(long now) {
    texts.turnEnded();
    tools.turnEnded();
    diffs.turnEnded(now);
    usage.streamEnded(now);
  }

  @Override
  public void toolCalled(ServerRequest.DynamicToolCall call) {
    tools.called(call);
  }

  @Override
  public void toolAnswered(ServerRequest.DynamicToolCall call, String output, boolean success) {
    tools.answered(call, output, success);
  }

  @Override
  public void turnEnded(TurnEnd end) {
    streamEnded(nanoClock.getAsLong());
    errors.turnEnded(end);
    markers.turnEnded(end, meter.read());
    usage.turnEnded();
  }
}
