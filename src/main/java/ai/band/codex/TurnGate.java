package ai.band.codex;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.CodexException.TurnAlreadyRunning;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Lets one turn at a time into a thread, and decides for each event whether it belongs to that
 * turn.
 *
 * <p>While the start of a turn is not answered yet, events are kept, because Codex may send a
 * turn's first events before its id is known here.
 */
final class TurnGate {
  private final CodexThread thread;
  private final Consumer<ThreadEvent> idle;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable Turn turn;
  private @Nullable EventBuffer early;
  private @Nullable String runningTurnId;
  private @Nullable String lastTurnId;
  private @Nullable String turnIdBefore;
  private boolean runningUnknown;
  private @Nullable String lostBecause;
  private boolean detached;

  /**
   * @param idle takes what belongs to no turn that is being read
   */
  TurnGate(CodexThread thread, Consumer<ThreadEvent> idle) {
    this.thread = thread;
    this.idle = idle;
  }

  @Nullable String runningTurnId() {
    lock.lock();
    try {
      return runningTurnId;
    } finally {
      lock.unlock();
    }
  }

  /** Whether Codex runs a turn as far as is known, named or not. */
  boolean isBusy() {
    lock.lock();
    try {
      return runningTurnId != null || runningUnknown;
    } finally {
      lock.unlock();
    }
  }

  /** Codex denies that it runs the turn that it did not name. */
  void nothingUnknownRuns() {
    lock.lock();
    try {
      runningUnknown = false;
    } finally {
      lock.unlock();
    }
  }

  boolean owns(String turnId) {
    lock.lock();
    try {
      return turn != null && turn.id().equals(turnId);
    } finally {
      lock.unlock();
    }
  }

  /** Notes after a resume whether Codex runs a turn, which it does not name. */
  void resumed(boolean active) {
    lock.lock();
    try {
      runningUnknown = active && runningTurnId == null;
    } finally {
      lock.unlock();
    }
  }

  /** Opens the gate for a start, or refuses it. */
  void beginStart() {
    lock.lock();
    try {
      if (lostBecause != null) {
        throw new CodexUnavailable(
            lostBecause + " Open a new connection and resume the thread.", null, List.of(), null);
      }
      if (detached) {
        throw new RpcFailed(
            "turn/start",
            -32600,
            "thread not found: " + thread.id() + " (no longer followed)",
            null);
      }
      if (turn != null || runningTurnId != null || runningUnknown || early != null) {
        String running = turn != null ? turn.id() : runningTurnId;
        throw new TurnAlreadyRunning(thread.id(), running, false);
      }
      turnIdBefore = lastTurnId;
      early = new EventBuffer(Turn.STREAM_LIMIT);
    } finally {
      lock.unlock();
    }
  }

  /** The start has failed; what was kept belongs to no turn. */
  void endStart() {
    EventBuffer kept;
    lock.lock();
    try {
      kept = early;
      early = null;
    } finally {
      lock.unlock();
    }
    replay(kept, null);
  }

  /**
   * Takes the answer to a start; called by the reader before it reads on.
   *
   * @return the turn, or null when Codex gave the input to the turn before
   */
  @Nullable Turn started(JsonNode answer) {
    String turnId = Json.textOrEmpty(answer.path("turn"), "id");
    EventBuffer kept;
    Turn opened = null;
    String lost;
    lock.lock();
    try {
      kept = early;
      early = null;
      lost = lostBecause;
      if (kept != null && !turnId.equals(turnIdBefore)) {
        opened = new Turn(thread, turnId);
        turn = opened;
        runningTurnId = turnId;
      }
    } finally {
      lock.unlock();
    }
    replay(kept, opened);
    if (lost != null) {
      lost(lost);
    }
    return opened;
  }

  /** Takes an event of the thread or of one of its sub-agents; called by the reader. */
  void accept(ThreadEvent event) {
    boolean own = event.threadId().equals(thread.id());
    Turn receiver = null;
    lock.lock();
    try {
      if (own) {
        noteRunning(event);
      }
      if (turn != null && belongsTo(turn, event)) {
        receiver = turn;
        if (own && event.event() instanceof TurnEvent.Terminal) {
          turn = null;
        }
      } else if (early != null) {
        early.add(event);
        return;
      }
    } finally {
      lock.unlock();
    }
    if (receiver != null) {
      receiver.accept(event);
    } else {
      idle.accept(event);
    }
  }

  /** The connection is gone, and with it the turn. */
  void lost(String reason) {
    Turn open;
    lock.lock();
    try {
      lostBecause = reason;
      open = turn;
      turn = null;
      runningTurnId = null;
      runningUnknown = false;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.finish(new TurnEvent.TransportLost(reason));
    }
  }

  /** The thread's events no longer come here; returns the turn that is without them. */
  @Nullable Turn detach() {
    lock.lock();
    try {
      detached = true;
      return turn;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads this turn any more; it may still be running at Codex. */
  void abandoned(Turn given) {
    lock.lock();
    try {
      if (turn == given) {
        turn = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean belongsTo(Turn to, ThreadEvent event) {
    return !event.threadId().equals(thread.id())
        || event.turnId() == null
        || to.id().equals(event.turnId());
  }

  private void noteRunning(ThreadEvent event) {
    switch (event.event()) {
      case TurnEvent.TurnStarted begun -> {
        runningTurnId = begun.turnId();
        runningUnknown = false;
      }
      case TurnEvent.TurnCompleted ignored -> {
        if (event.turnId() == null || event.turnId().equals(runningTurnId)) {
          runningTurnId = null;
        }
        runningUnknown = false;
        lastTurnId = event.turnId();
      }
      case TurnEvent.StatusChanged changed when changed.status().equals("idle") ->
          runningUnknown = false;
      default -> {}
    }
  }

  private void replay(@Nullable EventBuffer kept, @Nullable Turn opened) {
    if (kept == null) {
      return;
    }
    for (ThreadEvent event = kept.poll(); event != null; event = kept.poll()) {
      if (opened == null || !belongsTo(opened, event)) {
        idle.accept(event);
        continue;
      }
      opened.accept(event);
      if (event.threadId().equals(thread.id()) && event.event() instanceof TurnEvent.Terminal) {
        closeReplayed(opened);
      }
    }
  }

  private void closeReplayed(Turn opened) {
    lock.lock();
    try {
      if (turn == opened) {
        turn = null;
        runningTurnId = null;
        lastTurnId = opened.id();
      }
    } finally {
      lock.unlock();
    }
  }
}
