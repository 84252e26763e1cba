package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.telemetry.TurnTelemetry;
import ai.band.codex.Turn;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnStatus;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads one turn to its end: collects the answer, feeds the reports, watches the clock and the wish
 * to stop. Runs on the turn's own thread and never waits for Band.
 */
final class TurnConsumer {
  private static final Logger log = LoggerFactory.getLogger(TurnConsumer.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(5);

  private final TurnContext context;
  private final Turn turn;
  private final TurnTelemetry telemetry;
  private final FinalText said;
  private final Duration confirmation;
  private final BackgroundCommands commands;

  TurnConsumer(
      TurnContext context,
      Turn turn,
      TurnTelemetry telemetry,
      boolean commentaryCounts,
      Duration confirmation) {
    this.context = context;
    this.turn = turn;
    this.telemetry = telemetry;
    this.said = new FinalText(commentaryCounts);
    this.confirmation = confirmation;
    this.commands = new BackgroundCommands(turn.threadId());
  }

  /** Reads until the end, or until Codex has not confirmed an interrupt in time. */
  TurnVerdict consume() throws InterruptedException {
    while (true) {
      TurnEvent event = next();
      if (event instanceof TurnEvent.Terminal terminal) {
        telemetry.observe(event);
        return verdict(terminal);
      }
      if (event != null) {
        take(event);
        telemetry.observe(event);
      }
      watchClock();
      Duration stopped = context.stoppedFor();
      if (stopped != null && stopped.compareTo(confirmation) > 0) {
        turn.abandon();
        return interrupted();
      }
    }
  }

  /**
   * A thread is also interrupted when the platform stops its turn; Codex must then still be heard
   * out. Any other interruption ends the room.
   */
  private @Nullable TurnEvent next() throws InterruptedException {
    try {
      return turn.next(patience());
    } catch (InterruptedException e) {
      if (!context.signal().raised()) {
        throw e;
      }
      return null;
    }
  }

  /** The commands that the turn has started. */
  BackgroundCommands commands() {
    return commands;
  }

  private void take(TurnEvent event) {
    switch (event) {
      case TurnEvent.ItemStarted started -> {
        said.started(started.item());
        commands.note(event);
      }
      case TurnEvent.FromSubAgent ignored -> commands.note(event);
      case TurnEvent.AgentMessageDelta delta -> said.delta(delta);
      case TurnEvent.ItemCompleted completed -> {
        said.completed(completed.item());
        notePosted(completed.item());
      }
      case TurnEvent.ModelRerouted rerouted ->
          log.info(
              "thread {}: model {} instead of {}",
              turn.threadId(),
              rerouted.toModel(),
              rerouted.fromModel());
      default -> {}
    }
  }

  /** Band's tools may also have been reached through an MCP server. */
  private void notePosted(ThreadItem item) {
    if (item instanceof ThreadItem.McpToolCall call
        && call.status().equals("completed")
        && call.error() == null
        && RoomPostingTools.isOne(call)) {
      context.roomPosted();
    }
  }

  private Duration patience() {
    Duration stopped = context.stoppedFor();
    Duration wait = stopped == null ? context.clock().remaining() : confirmation.minus(stopped);
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private void watchClock() {
    if (context.stopReason() == null && context.clock().hasExpired()) {
      context.interrupt("the turn timed out, its limit is " + limit());
    }
  }

  private String limit() {
    Duration limit = context.clock().limit();
    return limit.toMillisPart() == 0
        ? limit.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.1f s", limit.toMillis() / 1000.0);
  }

  private TurnVerdict verdict(TurnEvent.Terminal terminal) {
    return switch (terminal) {
      case TurnEvent.TurnCompleted end -> {
        String word = end.raw().path("status").asString(end.status().wireName());
        yield new TurnVerdict(
            end.status(), word, end.error(), context.stopReason(), false, true, said.of(end));
      }
      case TurnEvent.TransportLost lost ->
          new TurnVerdict(
              TurnStatus.FAILED,
              "failed",
              error("The connection to Codex was lost. " + lost.reason()),
              null,
              true,
              true,
              said.text());
      case TurnEvent.TurnAbandoned ignored -> interrupted();
    };
  }

  private TurnVerdict interrupted() {
    return new TurnVerdict(
        TurnStatus.INTERRUPTED,
        "interrupted",
        null,
        context.stopReason(),
        false,
        false,
        said.text());
  }

  private static TurnError error(@Nullable String message) {
    return new TurnError(
        message == null ? "" : message,
        null,
        null,
        null,
        null,
        JsonNodeFactory.instance.objectNode());
  }
}
