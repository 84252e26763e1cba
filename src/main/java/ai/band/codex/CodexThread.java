package ai.band.codex;

import ai.band.codex.CodexException.TurnAlreadyRunning;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation with Codex. It runs one turn at a time; turns of different threads run in
 * parallel. All methods may be called from any thread.
 */
public final class CodexThread {
  private final CodexClient client;
  private final String id;
  private final OpenItems openItems = new OpenItems();
  private final IdleEvents idleEvents;
  private final TurnGate gate;

  private volatile ThreadSettings settings;
  private volatile @Nullable ServerRequestHandler requestHandler;
  private volatile @Nullable TokenUsage usage;

  CodexThread(CodexClient client, String id, ThreadSettings settings) {
    this.client = client;
    this.id = id;
    this.settings = settings;
    this.idleEvents = new IdleEvents(id);
    this.gate = new TurnGate(this, this::idle);
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
    return gate.runningTurnId();
  }

  /**
   * Whether Codex runs a turn in this thread as far as this client knows; after a resume perhaps
   * one whose id it does not know.
   */
  public boolean isBusy() {
    return gate.isBusy();
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
   *     CodexException.RequestTimedOut} or {@link CodexException.CallInterrupted} the turn may
   *     start all the same; its events then go to the idle listener, and {@link #interruptRunning}
   *     stops it
   */
  public Turn startTurn(TurnRequest request) {
    gate.beginStart();
    AtomicReference<@Nullable Turn> opened = new AtomicReference<>();
    try {
      client.request("turn/start", request.params(id), result -> opened.set(gate.started(result)));
    } catch (RuntimeException e) {
      gate.endStart();
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
   * the outcome is what Codex then says. When the calling thread is interrupted, so is the turn.
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
        gate.nothingUnknownRuns();
        return false;
      }
      throw refused;
    }
  }

  /** The newest turns that Codex keeps, newest first, with their messages. */
  public List<StoredTurn> turns(int limit) {
    return history().turns(limit);
  }

  /**
   * The turn that was started with this client message id, among the newest {@code searched} ones.
   * Shows after a crash whether a message had reached Codex and what became of it.
   */
  public @Nullable StoredTurn findTurn(String clientUserMessageId, int searched) {
    return history().find(clientUserMessageId, searched);
  }

  /** All items of a stored turn, in their order. */
  public List<ThreadItem> items(String turnId) {
    return history().items(turnId);
  }

  /** Kills commands that outlived their turn. Needs the experimental API. */
  public void cleanBackgroundTerminals() {
    client.request("thread/backgroundTerminals/clean", params());
  }

  /** Starts a compaction; Codex runs it as a turn of its own, told to the idle listener. */
  public void compact() {
    client.request("thread/compact/start", params());
  }

  /**
   * Archives the thread; Codex unloads it. A turn that is being read is given up, and the thread
   * starts no other one: resume it for that, after {@link #unarchive}.
   */
  public void archive() {
    client.request("thread/archive", params());
    detach();
  }

  /** Takes the thread out of the archive; it must be resumed before it can be used. */
  public void unarchive() {
    client.request("thread/unarchive", params());
  }

  /**
   * Ends the delivery of this thread's events. Codex unloads it after a while. A turn that is being
   * read is given up, and the thread starts no other one: resume it for that.
   */
  public void unsubscribe() {
    client.request("thread/unsubscribe", params());
    detach();
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

  /** Whether this turn is the one that is being read. */
  boolean owns(String turnId) {
    return gate.owns(turnId);
  }

  /** Whether nobody wants to hear of this turn any more. */
  boolean isAbandoned(@Nullable String turnId) {
    return turnId != null && idleEvents.ignores(turnId);
  }

  void resumed(ThreadSettings answered) {
    settings = answered;
    gate.resumed(answered.isActive());
  }

  /** Takes an event of this thread or of one of its sub-agents; called by the reader. */
  void accept(ThreadEvent event) {
    openItems.note(event);
    if (event.threadId().equals(id)
        && event.event() instanceof TurnEvent.TokenUsageUpdated updated) {
      usage = updated.usage();
    }
    gate.accept(event);
  }

  void transportLost(String reason) {
    gate.lost(reason);
  }

  /** Called when a turn is given up; what comes for it later has no reader. */
  void forget(Turn abandoned) {
    idleEvents.ignoreTurn(abandoned.id());
    gate.abandoned(abandoned);
  }

  /** An event as the owner of {@code threadId} sees it: those of sub-agents come wrapped. */
  static TurnEvent asSeenFrom(String threadId, ThreadEvent event) {
    return event.threadId().equals(threadId)
        ? event.event()
        : new TurnEvent.FromSubAgent(event.threadId(), event.turnId(), event.event());
  }

  private void detach() {
    client.forget(this);
    Turn open = gate.detach();
    if (open != null) {
      open.abandon();
    }
  }

  private void idle(ThreadEvent event) {
    idleEvents.add(new ThreadEvent(id, event.turnId(), asSeenFrom(id, event)));
  }

  private ThreadHistory history() {
    return new ThreadHistory(client, id);
  }

  private ObjectNode params() {
    return Json.object().put("threadId", id);
  }
}
