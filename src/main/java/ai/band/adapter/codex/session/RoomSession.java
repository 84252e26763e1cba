package ai.band.adapter.codex.session;

import ai.band.adapter.codex.approval.ApprovalGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.telemetry.Outbox;
import ai.band.adapter.codex.telemetry.RoomTelemetry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything about one room: its thread, its choices, its reports, its approvals, its turn. Made
 * when the room is first needed, gone with the room. Safe from any thread.
 */
public final class RoomSession {
  private static final Logger log = LoggerFactory.getLogger(RoomSession.class);
  private static final Duration LONGEST_DEPARTURE = Duration.ofSeconds(20);

  private final RoomContext room;
  private final Supplier<ThreadProfile> profile;
  private final Outbox outbox;
  private final RoomTelemetry telemetry;
  private final ApprovalGate approvals;
  private final ThreadSlot slot = new ThreadSlot();
  private final ReentrantLock turnLock = new ReentrantLock(true);
  private volatile @Nullable RunningTurn turn;
  private volatile @Nullable String noticedMessageId;
  private volatile @Nullable String claimedThread;
  private volatile long lastUsedNanos = System.nanoTime();
  private volatile boolean closed;
  private final CountDownLatch departed = new CountDownLatch(1);
  private volatile @Nullable CountDownLatch predecessor;

  /**
   * A room without a thread yet.
   *
   * @param profile what threads of this room are made with; asked each time
   */
  public RoomSession(
      RoomContext room,
      Supplier<ThreadProfile> profile,
      Outbox outbox,
      RoomTelemetry telemetry,
      ApprovalGate approvals) {
    this.room = room;
    this.profile = profile;
    this.outbox = outbox;
    this.telemetry = telemetry;
    this.approvals = approvals;
  }

  public RoomContext room() {
    return room;
  }

  public String roomId() {
    return room.roomId();
  }

  /** What threads of this room are made with from now on. */
  public ThreadProfile profile() {
    return profile.get();
  }

  public Outbox outbox() {
    return outbox;
  }

  public RoomTelemetry telemetry() {
    return telemetry;
  }

  public ApprovalGate approvals() {
    return approvals;
  }

  public ThreadSlot slot() {
    return slot;
  }

  /** Held while a turn runs: turns of a room never overlap. */
  public ReentrantLock turnLock() {
    return turnLock;
  }

  /** The turn at work; null when there is none. */
  public @Nullable RunningTurn turn() {
    return turn;
  }

  /** Notes that a turn begins, or with null that it is over. */
  public void turn(@Nullable RunningTurn running) {
    turn = running;
    lastUsedNanos = System.nanoTime();
  }

  /** How long the room has been without a turn; zero while one is running. */
  public Duration idleFor() {
    return turn != null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastUsedNanos);
  }

  /** Whether the room is to be told of a failure of this message; true once for each message. */
  public boolean mayComplainAbout(String messageId) {
    if (messageId.equals(noticedMessageId)) {
      return false;
    }
    noticedMessageId = messageId;
    return true;
  }

  @Nullable String claimedThread() {
    return claimedThread;
  }

  void claimedThread(String threadId) {
    claimedThread = threadId;
  }

  /** The agent was in the room before, and has not let go of its thread yet. */
  void follow(RoomSession earlier) {
    predecessor = earlier.departed;
  }

  /** Waits until an earlier stay in the room has let go of the thread; not for ever. */
  public void awaitPredecessor() throws InterruptedException {
    CountDownLatch earlier = predecessor;
    if (earlier != null) {
      if (!earlier.await(LONGEST_DEPARTURE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("room {}: an earlier stay does not let go of the thread", roomId());
      }
      predecessor = null;
    }
  }

  void markDeparted() {
    departed.countDown();
  }

  /** Whether the room is gone. */
  public boolean isClosed() {
    return closed;
  }

  void markClosed() {
    closed = true;
  }
}
