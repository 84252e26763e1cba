package ai.band.codex;

import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.protocol.TurnEvent.Terminal;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One turn: a stream of events that ends in exactly one {@link Terminal} event, also when Codex
 * dies.
 *
 * <p>One thread at a time reads the stream; the other methods may be called from any thread. Up to
 * {@value #STREAM_LIMIT} events wait for a slow reader; beyond that, deltas of the same item are
 * merged, and those that cannot be are dropped and counted, as are events of no record, of the
 * thread's status and of token usage. No other event is ever dropped.
 */
public final class Turn {
  /** How many events wait for a slow reader before deltas are merged. */
  public static final int STREAM_LIMIT = 10_000;

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
  private static final long RETRY_PAUSE_MS = 25;

  private final CodexThread thread;
  private final String id;
  private final EventBuffer events = new EventBuffer(STREAM_LIMIT);
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean terminalRead;

  Turn(CodexThread thread, String id) {
    this.thread = thread;
    this.id = id;
  }

  public String id() {
    return id;
  }

  public String threadId() {
    return thread.id();
  }

  /**
   * The next event, or {@code null} when none comes within the timeout.
   *
   * @throws NoSuchElementException when the terminal event has been read already
   * @throws InterruptedException when the calling thread is interrupted; the turn goes on
   */
  public @Nullable TurnEvent next(Duration timeout) throws InterruptedException {
    if (terminalRead) {
      throw new NoSuchElementException("turn " + id + " has ended");
    }
    ThreadEvent next = events.poll(EventBuffer.nanos(timeout));
    if (next == null) {
      return null;
    }
    if (next.event() instanceof Terminal && next.threadId().equals(thread.id())) {
      terminalRead = true;
    }
    return CodexThread.asSeenFrom(thread.id(), next);
  }

  /** Whether Codex has ended the turn, or the connection is gone; events may still be unread. */
  public boolean isEnded() {
    return ended.getCount() == 0;
  }

  /** Waits for the end without reading the stream. Returns whether the turn ended in time. */
  public boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(EventBuffer.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  /** How many events were dropped because nobody read them in time. */
  public long droppedEvents() {
    return events.dropped();
  }

  /** {@link #interrupt(Duration)} with ten seconds. */
  public boolean interrupt() {
    return interrupt(DEFAULT_LIMIT);
  }

  /**
   * Asks Codex to stop. Codex refuses that until the turn has really started, so this waits for the
   * first event of the turn, and tries again until the turn has started, has ended, or the limit is
   * over.
   *
   * @return true when Codex accepted it: a terminal event with status {@code interrupted} follows.
   *     False when the turn had ended, or could not be interrupted within the limit
   * @throws CodexException when Codex refuses for another reason or does not answer
   */
  public boolean interrupt(Duration limit) {
    ObjectNode params = Json.object().put("threadId", thread.id()).put("turnId", id);
    return whileRunning("turn/interrupt", params, limit);
  }

  /** {@link #steer(TurnRequest, Duration)} with ten seconds. */
  public boolean steer(TurnRequest more) {
    return steer(more, DEFAULT_LIMIT);
  }

  /**
   * Adds input to the running turn. Codex cuts its current answer and begins a new one with the
   * input; settings of the request are not used.
   *
   * @return false when the turn had ended, so that the input was not taken
   * @throws CodexException when Codex refuses, as it does in a review, or does not answer
   */
  public boolean steer(TurnRequest more, Duration limit) {
    ObjectNode params = Json.object().put("threadId", thread.id()).put("expectedTurnId", id);
    params.set("input", more.input());
    if (more.clientUserMessageId() != null) {
      params.put("clientUserMessageId", more.clientUserMessageId());
    }
    return whileRunning("turn/steer", params, limit);
  }

  /**
   * Gives the turn up: its stream ends with {@link TurnEvent.TurnAbandoned}, and whatever Codex
   * still sends for it is dropped. Codex is not told; until it ends the turn, {@link
   * CodexThread#startTurn} refuses to start another one.
   */
  public void abandon() {
    if (closed.compareAndSet(false, true)) {
      events.clear();
      thread.forget(this);
      end(new TurnEvent.TurnAbandoned());
    }
  }

  /** Takes one event; called by the reader. */
  void accept(ThreadEvent event) {
    boolean own = event.threadId().equals(thread.id());
    if (own && event.event() instanceof Terminal terminal) {
      finish(terminal);
      return;
    }
    // Any event of the turn shows that it runs: a server may leave turn/started out.
    if (own && id.equals(event.turnId())) {
      started.countDown();
    }
    if (!closed.get()) {
      events.add(event);
    }
  }

  /** Ends the stream, once. */
  void finish(Terminal terminal) {
    if (closed.compareAndSet(false, true)) {
      end(terminal);
    }
  }

  private void end(Terminal terminal) {
    events.add(new ThreadEvent(thread.id(), id, terminal));
    // In this order: who waits for the start must see that there is nothing left to wait for.
    ended.countDown();
    started.countDown();
  }

  private boolean whileRunning(String method, ObjectNode params, Duration limit) {
    long deadline = System.nanoTime() + EventBuffer.nanos(limit);
    try {
      if (!started.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      while (!isEnded()) {
        try {
          thread.client().request(method, params);
          return true;
        } catch (RpcFailed refused) {
          if (refused.isOtherTurnActive()) {
            return false;
          }
          if (!refused.isNoActiveTurn()) {
            throw refused;
          }
        }
        if (System.nanoTime() > deadline) {
          return false;
        }
        ended.await(RETRY_PAUSE_MS, TimeUnit.MILLISECONDS);
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CodexException.CallInterrupted(method, e);
    }
  }
}
