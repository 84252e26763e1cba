package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what Codex does into events of the room. */
public final class CodexTelemetry implements RoomTelemetry {
  private static final int PARTIAL_TEXT = 2_048;

  private final RoomContext room;
  private final Outbox outbox;
  private final ThreadEvents threads;

  public CodexTelemetry(RoomContext room, Outbox outbox) {
    this.room = room;
    this.outbox = outbox;
    this.threads = new ThreadEvents(room, outbox);
  }

  @Override
  public void threadMapped(ThreadFacts thread) {
    threads.mapped(thread);
  }

  @Override
  public void threadResumed(ThreadFacts thread) {
    threads.resumed(thread);
  }

  @Override
  public void threadArchived(@Nullable String threadId) {
    threads.archived(threadId);
  }

  @Override
  public TurnTelemetry turnStarted(RunningTurn turn) {
    return new OneTurn(turn);
  }

  @Override
  public void betweenTurns(ThreadEvent event) {}

  @Override
  public void turnRefused(String what, @Nullable TurnError error) {
    report(what, error, null, null, "", null);
  }

  @Override
  public @Nullable String usageSummary() {
    return null;
  }

  private void report(
      String what,
      @Nullable TurnError error,
      @Nullable String threadId,
      @Nullable String turnId,
      String partialText,
      @Nullable PostGate gate) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("codex_room_id", room.roomId());
    metadata.put("codex_thread_id", threadId);
    metadata.put("codex_turn_id", turnId);
    if (room.config().structuredErrors() && error != null) {
      metadata.put("codex_error_type", error.type());
      metadata.put("codex_http_status", error.httpStatus());
    }
    if (!partialText.isBlank()) {
      metadata.put("codex_partial_text", head(partialText));
    }
    String content = room.config().structuredErrors() ? what : "Codex: " + what;
    outbox.addUrgent(new RoomEvent("error", content, metadata, Weight.HEAVY, gate));
  }

  private static String head(String text) {
    if (text.length() <= PARTIAL_TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(PARTIAL_TEXT - 1)) ? 1 : 0;
    return text.substring(0, PARTIAL_TEXT - end);
  }

  /** One turn: only its failure is told. */
  private final class OneTurn implements TurnTelemetry {
    private final RunningTurn turn;

    OneTurn(RunningTurn turn) {
      this.turn = turn;
    }

    @Override
    public void observe(TurnEvent event) {}

    @Override
    public void toolCalled(ServerRequest.DynamicToolCall call) {}

    @Override
    public void toolAnswered(ServerRequest.DynamicToolCall call, String output, boolean success) {}

    @Override
    public void turnEnded(TurnEnd end) {
      String reason = end.reason();
      if (reason != null) {
        report(reason, end.error(), turn.threadId(), turn.turnId(), end.partialText(), turn.gate());
      }
    }
  }
}
