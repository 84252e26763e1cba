package ai.band.codex;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.ThreadItem.AgentMessage;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnEvent.TurnCompleted;
import ai.band.codex.protocol.TurnStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a turn to its end. */
final class TurnCollector {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Turn turn;
  private final List<ThreadItem> items = new ArrayList<>();
  private @Nullable TokenUsage usage;

  TurnCollector(Turn turn) {
    this.turn = turn;
  }

  TurnResult collect(Duration limit) throws InterruptedException {
    try {
      return collectAll(limit);
    } catch (InterruptedException e) {
      turn.interrupt(GRACE);
      throw e;
    }
  }

  private TurnResult collectAll(Duration limit) throws InterruptedException {
    TurnEvent.Terminal end = readUntil(System.nanoTime() + EventBuffer.nanos(limit));
    if (end == null) {
      turn.interrupt(GRACE);
      end = readUntil(System.nanoTime() + GRACE.toNanos());
    }
    if (end == null) {
      turn.abandon();
      throw new CodexUnavailable(
          "Codex did not end turn " + turn.id() + " when asked to. Restart it.",
          null,
          List.of(),
          null);
    }
    return switch (end) {
      case TurnCompleted completed ->
          new TurnResult(
              turn.id(),
              completed.status(),
              finalText(completed),
              completed.error(),
              List.copyOf(items),
              usage);
      case TurnEvent.TransportLost lost ->
          throw new CodexUnavailable(
              lost.reason() + " Open a new connection and resume the thread.",
              null,
              List.of(),
              null);
      case TurnEvent.TurnAbandoned ignored ->
          new TurnResult(turn.id(), TurnStatus.UNKNOWN, null, null, List.copyOf(items), usage);
    };
  }

  private TurnEvent.@Nullable Terminal readUntil(long deadline) throws InterruptedException {
    while (true) {
      TurnEvent event = turn.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      switch (event) {
        case null -> {
          return null;
        }
        case TurnEvent.Terminal end -> {
          return end;
        }
        case TurnEvent.ItemCompleted(var item) -> items.add(item);
        case TurnEvent.TokenUsageUpdated(var told) -> usage = told;
        default -> {}
      }
    }
  }

  /** The last answer; only when there is none, the last commentary. */
  private @Nullable String finalText(TurnCompleted completed) {
    List<ThreadItem> all = new ArrayList<>(completed.items());
    all.addAll(items);
    AgentMessage best = null;
    for (ThreadItem item : all) {
      if (item instanceof AgentMessage message
          && (best == null || best.isCommentary() || !message.isCommentary())) {
        best = message;
      }
    }
    return best == null ? null : best.text();
  }
}
