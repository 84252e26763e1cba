package ai.band.codex;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexException.TurnAlreadyRunning;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation with Codex. It runs one turn at a time; turns of different threads run in
 * parallel. All methods may be called from any thread.
 */
public final class CodexThread {
  private static final int TURNS_PER_PAGE = 25;
  private static final int ITEMS_PER_PAGE = 100;

  private final CodexClient client;
  private final String id;
  private final ReentrantLock lock = new ReentrantLock();
  private final OpenItems openItems = new OpenItems();
  private final IdleEvents idleEvents;

  private volatile ThreadSettings settings;
  private volatile @Nullable ServerRequestHandler requestHandler;
  private volatile @Nullable TokenUsage usage;

  // Guarded by lock.
  private @Nullable Turn turn;
  private @Nullable EventBuffer early;
  private @Nullable String runningTurnId;
  private @Nullable String lastTurnId;
  private @Nullable String turnIdBefore;
  private boolean runningUnknown;
  private @Nullable String lostBecause;

  CodexThread(CodexClient client, String id, ThreadSettings settings) {
    this.client = client;
    this.id = id;
    this.settings = settings;
    this.idleEvents = new IdleEvents(id);
  }

  public String id() {
    return id;
  }

  /** What the thread ran with when it was started or last resumed. */
  public ThreadSettings settings() {
    return settings;
  }

  /**
   * The thread's usage as last told, also by the replay after a resume, so that it can serve as the
   * baseline of the next turn. Usage of sub-agents is not in it.
   */
  public @Nullable TokenUsage usage() {
    return usage;
  }

  /** The turn that Codex runs in this thread as far as this client knows, whoever started it. */
  public @Nullable String runningTurnId() {
    lock.lock();
    try {
      return runningTurnId;
    } finally {
      lock.unlock();
    }
  }

  /** Answers the requests of this thread and its sub-agents; null: the client's handler does. */
  public void onRequest(@Nullable ServerRequestHandler handler) {
    this.requestHandler = handler;
  }

  /**
   * Hears what happens outside the turn that is being read: output of commands that outlive their
   * turn, usage told after a resume, turns that others started, the thread's end. Called in order,
   * one at a time, on a virtual thread. Without a listener these events are logged at debug level.
   */
  public void onIdleEvent(@Nullable Consumer<ThreadEvent> listener) {
    idleEvents.listener(listener);
  }

  /**
   * Starts a turn and returns its stream.
   *
   * @throws TurnAlreadyRunning when the thread is busy. Codex would add the input to the running
   *     turn instead; use {@link Turn#steer} for that
   * @throws CodexException when Codex refuses, does not answer, or is gone. After {@link
   *     CodexException.RequestTimedOut} the turn may start all the same; its events then go to the
   *     idle listener
   */
  public Turn startTurn(TurnRequest request) {
    beginStart();
    AtomicReference<@Nullable Turn> opened = new AtomicReference<>();
    try {
      client.request("turn/start", request.params(id), result -> opened.set(open(result)));
    } catch (RuntimeException e) {
      endStart();
      throw e;
    }
    Turn started = opened.get();
    if (started == null) {
      throw new TurnAlreadyRunning(id, runningTurnId(), true);
    }
    return started;
  }

  /**
   * Runs a whole turn and returns its outcome. When the limit is over, the turn is interrupted and
   * the outcome is what Codex then says.
   *
   * @throws CodexException as {@link #startTurn}; also when the connection ends under the turn
   */
  public TurnResult run(TurnRequest request, Duration limit) throws InterruptedException {
    return new TurnCollector(startTurn(request)).collect(limit);
  }

  /** Interrupts whatever turn runs in this thread. Returns false when there is none. */
  public boolean interruptRunning() {
    try {
      client.request("turn/interrupt", params().put("turnId", ""));
      return true;
    } catch (CodexException.RpcFailed refused) {
      if (refused.isNoActiveTurn()) {
        return false;
      }
      throw refused;
    }
  }

  /** The newest turns that Codex keeps, newest first, with their messages. */
  public List<StoredTurn> turns(int limit) {
    List<StoredTurn> found = new ArrayList<>();
    String cursor = null;
    do {
      int page = Math.min(TURNS_PER_PAGE, limit - found.size());
      ObjectNode params = params().put("limit", page);
      if (cursor != null) {
        params.put("cursor", cursor);
      }
      JsonNode result = client.request("thread/turns/list", params);
      List<JsonNode> data = Json.list(result, "data");
      data.forEach(turn -> found.add(StoredTurn.of(turn)));
      cursor = data.isEmpty() ? null : Json.text(result, "nextCursor");
    } while (cursor != null && found.size() < limit);
    return List.copyOf(found);
  }

  /**
   * The turn that was started with this client message id, among the newest {@code searched} ones.
   * Shows after a crash whether a message had reached Codex and what became of it.
   */
  public @Nullable StoredTurn findTurn(String clientUserMessageId, int searched) {
    for (StoredTurn candidate : turns(searched)) {
      if (candidate.hasClientMessage(clientUserMessageId)) {
        return candidate;
      }
    }
    return null;
  }

  /** All items of a stored turn, in their order. */
  public List<ThreadItem> items(String turnId) {
    List<ThreadItem> items = new ArrayList<>();
    String cursor = null;
    do {
      ObjectNode params = params().put("turnId", turnId).put("limit", ITEMS_PER_PAGE);
      if (cursor != null) {
        params.put("cursor", cursor);
      }
      JsonNode result = client.request("thread/items/list", params);
      List<JsonNode> data = Json.list(result, "data");
      data.forEach(entry -> items.add(ThreadItem.of(entry.path("item"))));
      cursor = data.isEmpty() ? null : Json.text(result, "nextCursor");
    } while (cursor != null);
    return List.copyOf(items);
  }

  /** Kills commands that outlived their turn. Needs the experimental API. */
  public void cleanBackgroundTerminals() {
    client.request("thread/backgroundTerminals/clean", params());
  }

  /** Starts a compaction; Codex runs it as a turn of its own, told to the idle listener. */
  public void compact() {
    client.request("thread/compact/start", params());
  }

  /** Archives the thread; Codex unloads it. */
  public void archive() {
    client.request("thread/archive", params());
    client.forget(this);
  }

  /** Takes the thread out of the archive; it must be resumed before it can be used. */
  public void unarchive() {
    client.request("thread/unarchive", params());
  }

  /** Ends the delivery of this thread's events. Codex unloads it after a while. */
  public void unsubscribe() {
    client.request("thread/unsubscribe", params());
    client.forget(this);
  }

  CodexClient client() {
    return client;
  }

  @Nullable ServerRequestHandler requestHandler() {
    return requestHandler;
  }

  @Nullable ThreadItem openItem(String threadId, String itemId) {
    return openItems.find(threadId, itemId);
  }

  /** Whether nobody wants to hear of this turn any more. */
  boolean isAbandoned(@Nullable String turnId) {
    return turnId != null && idleEvents.ignores(turnId);
  }

  boolean owns(String turnId) {
    lock.lock();
    try {
      return turn != null && turn.id().equals(turnId);
    } finally {
      lock.unlock();
    }
  }

  void resumed(ThreadSettings answered) {
    settings = answered;
    lock.lock();
    try {
      runningUnknown = answered.isActive() && runningTurnId == null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes an event of this thread or of one of its sub-agents; called by the reader. */
  void accept(ThreadEvent event) {
    boolean own = event.threadId().equals(id);
    note(event, own);
    Turn receiver = null;
    lock.lock();
    try {
      if (own) {
        noteRunning(event);
      }
      if (turn != null && (!own || event.turnId() == null || turn.id().equals(event.turnId()))) {
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
      idle(event);
    }
  }

  void transportLost(String reason) {
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

  /** Called when a turn is given up; what comes for it later has no reader. */
  void forget(Turn abandoned) {
    lock.lock();
    try {
      if (turn == abandoned) {
        turn = null;
      }
      idleEvents.ignoreTurn(abandoned.id());
    } finally {
      lock.unlock();
    }
  }

  /** An event as the owner of {@code threadId} sees it: those of sub-agents come wrapped. */
  static TurnEvent asSeenFrom(String threadId, ThreadEvent event) {
    return event.threadId().equals(threadId)
        ? event.event()
        : new TurnEvent.FromSubAgent(event.threadId(), event.turnId(), event.event());
  }

  private void note(ThreadEvent event, boolean own) {
    openItems.note(event);
    if (own && event.event() instanceof TurnEvent.TokenUsageUpdated updated) {
      usage = updated.usage();
    }
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

  private void beginStart() {
    lock.lock();
    try {
      if (lostBecause != null) {
        throw new CodexUnavailable(
            lostBecause + " Open a new connection and resume the thread.", null, List.of(), null);
      }
      if (turn != null || runningTurnId != null || runningUnknown || early != null) {
        throw new TurnAlreadyRunning(id, turn != null ? turn.id() : runningTurnId, false);
      }
      turnIdBefore = lastTurnId;
      early = new EventBuffer(Turn.STREAM_LIMIT);
    } finally {
      lock.unlock();
    }
  }

  private void endStart() {
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

  /** Called by the reader with the answer to turn/start, before it reads on. */
  private @Nullable Turn open(JsonNode result) {
    String turnId = Json.textOrEmpty(result.path("turn"), "id");
    EventBuffer kept;
    Turn opened = null;
    lock.lock();
    try {
      kept = early;
      early = null;
      if (kept != null && !turnId.equals(turnIdBefore)) {
        opened = new Turn(this, turnId);
        turn = opened;
        runningTurnId = turnId;
      }
    } finally {
      lock.unlock();
    }
    replay(kept, opened);
    if (opened != null && lost() != null) {
      transportLost(String.valueOf(lost()));
    }
    return opened;
  }

  private @Nullable String lost() {
    lock.lock();
    try {
      return lostBecause;
    } finally {
      lock.unlock();
    }
  }

  private void replay(@Nullable EventBuffer kept, @Nullable Turn opened) {
    if (kept == null) {
      return;
    }
    for (ThreadEvent event = kept.poll(); event != null; event = kept.poll()) {
      boolean own = event.threadId().equals(id);
      if (opened != null
          && (!own || event.turnId() == null || opened.id().equals(event.turnId()))) {
        opened.accept(event);
        if (own && event.event() instanceof TurnEvent.Terminal) {
          closeReplayed(opened);
        }
      } else {
        idle(event);
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

  private void idle(ThreadEvent event) {
    idleEvents.add(new ThreadEvent(id, event.turnId(), asSeenFrom(id, event)));
  }

  private ObjectNode params() {
    return Json.object().put("threadId", id);
  }
}
