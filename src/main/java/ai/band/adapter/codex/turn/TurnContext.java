package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.EarlierPosts;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.room.TurnClock;
import ai.band.adapter.codex.telemetry.TurnTelemetry;
import ai.band.api.AdapterInput;
import ai.band.api.LogScope;
import ai.band.api.PlatformMessage;
import ai.band.api.TurnSignal;
import ai.band.codex.CodexException;
import ai.band.codex.Turn;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One turn at work: what its own thread, its tools and its approvals share. */
final class TurnContext implements RunningTurn {
  private static final Logger log = LoggerFactory.getLogger(TurnContext.class);
  private static final Duration START_WAIT = Duration.ofSeconds(90);

  private final AdapterInput input;
  private final EarlierPosts earlierPosts;
  private final String threadId;
  private final EffectiveSandbox sandbox;
  private final TurnClock clock;
  private final PostGate gate;
  private final GateSignal signal;
  private final ToolThreads toolThreads = new ToolThreads();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> addressees = new LinkedHashSet<>(1);
  private volatile String turnId = "";
  private volatile @Nullable Turn turn;
  private volatile @Nullable TurnTelemetry telemetry;
  private volatile long stoppedNanos;
  private volatile @Nullable String stopReason;
  private volatile boolean superseded;
  private volatile boolean roomPosted;

  TurnContext(
      AdapterInput input,
      String threadId,
      EffectiveSandbox sandbox,
      Duration limit,
      Recovery.Past past) {
    this.input = input;
    this.earlierPosts = past.posts();
    this.roomPosted = !past.toldByTool().isEmpty();
    this.threadId = threadId;
    this.sandbox = sandbox;
    this.clock = new TurnClock(limit);
    this.gate = new PostGate(input.signal());
    this.signal = new GateSignal(input.signal(), gate);
    this.addressees.add(input.message().senderId());
  }

  @Override
  public PlatformMessage message() {
    return input.message();
  }

  @Override
  public String threadId() {
    return threadId;
  }

  @Override
  public String turnId() {
    return turnId;
  }

  @Override
  public EffectiveSandbox sandbox() {
    return sandbox;
  }

  /** Codex has named the turn. */
  TurnContext named(String id) {
    turnId = id;
    return this;
  }

  @Override
  public TurnClock clock() {
    return clock;
  }

  @Override
  public PostGate gate() {
    return gate;
  }

  @Override
  public EarlierPosts earlierPosts() {
    return earlierPosts;
  }

  @Override
  public TurnSignal signal() {
    return signal;
  }

  AdapterInput input() {
    return input;
  }

  /** The signal as the platform raises it, whatever else may have shut the gate. */
  TurnSignal platformSignal() {
    return input.signal();
  }

  ToolThreads toolThreads() {
    return toolThreads;
  }

  /** Codex has accepted the turn. */
  void begin(Turn started, TurnTelemetry reports) {
    boolean stop;
    telemetry = reports;
    lock.lock();
    try {
      turn = started;
      stop = stopReason != null;
    } finally {
      lock.unlock();
    }
    begun.countDown();
    if (stop) {
      interrupt(started);
    }
  }

  /** Codex has not accepted the turn, or it is over. */
  void end() {
    begun.countDown();
    toolThreads.interruptAll();
  }

  /** Waits until Codex has accepted the turn. Requests may come before its answer is read. */
  @Nullable Turn awaitTurn() throws InterruptedException {
    return awaitTurn(START_WAIT);
  }

  /** The same, but not for longer than that. */
  @Nullable Turn awaitTurn(Duration longest) throws InterruptedException {
    return begun.await(longest.toMillis(), TimeUnit.MILLISECONDS) ? turn : null;
  }

  @Nullable TurnTelemetry telemetry() {
    return telemetry;
  }

  @Override
  public void stop(String reason) {
    gate.shut();
    interrupt(reason);
  }

  /** Ends the turn in Codex; the first reason counts. Does not wait for the end. */
  void interrupt(String reason) {
    Turn running;
    lock.lock();
    try {
      if (stopReason != null) {
        return;
      }
      stopReason = reason;
      stoppedNanos = System.nanoTime();
      running = turn;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      interrupt(running);
    }
  }

  /** How long ago the end was asked for; null when it was not. */
  @Nullable Duration stoppedFor() {
    return stopReason == null ? null : Duration.ofNanos(System.nanoTime() - stoppedNanos);
  }

  private void interrupt(Turn running) {
    Thread.ofVirtual()
        .name("interrupt-" + running.id())
        .start(
            () -> {
              try (var ids = LogScope.turn(input.message().roomId(), threadId, running.id())) {
                running.interrupt();
              } catch (CodexException e) {
                log.warn("turn {} could not be interrupted: {}", running.id(), e.getMessage());
              }
            });
  }

  @Nullable String stopReason() {
    return stopReason;
  }

  /** A newer message takes this turn's place; nothing more is said for this one. */
  void supersede() {
    superseded = true;
    stop("a newer message took over");
  }

  boolean isSuperseded() {
    return superseded;
  }

  /**
   * Somebody else joins the turn with a message of their own.
   *
   * @return false when they had joined before
   */
  boolean joinedBy(String senderId) {
    lock.lock();
    try {
      return addressees.add(senderId);
    } finally {
      lock.unlock();
    }
  }

  /** Codex has not taken the message of somebody who wanted to join. */
  void notJoinedBy(String senderId) {
    lock.lock();
    try {
      addressees.remove(senderId);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<String> contributors() {
    return addressees();
  }

  /** Who the answer is for. */
  List<String> addressees() {
    lock.lock();
    try {
      return List.copyOf(addressees);
    } finally {
      lock.unlock();
    }
  }

  /** A tool has put a message into the room: the model has answered by itself. */
  void roomPosted() {
    roomPosted = true;
  }

  boolean hasRoomPosted() {
    return roomPosted;
  }
}
