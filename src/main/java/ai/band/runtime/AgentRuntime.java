package ai.band.runtime;

import ai.band.api.AgentIdentity;
import ai.band.api.AgentStart;
import ai.band.platform.BandConnectionException;
import ai.band.platform.BandLink;
import ai.band.platform.rest.AgentMe;
import ai.band.platform.rest.BandRestException;
import ai.band.runtime.RuntimeState.Phase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running agent: its lock, its connection and its rooms. Started once, stopped once.
 *
 * <p>All methods may be called from any thread.
 */
public final class AgentRuntime {
  private static final Logger log = LoggerFactory.getLogger(AgentRuntime.class);
  private static final int CATCH_UPS_AT_A_TIME = 16;
  private static final Duration LEAST_FOR_A_STEP = Duration.ofSeconds(1);
  private static final Duration WITHOUT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_OVERRUN = Duration.ofSeconds(15);
  private static final Duration AFTER_TERMINATION = Duration.ofSeconds(30);

  private final RuntimeSettings settings;
  private final RuntimeTiming timing;
  private final RuntimeCounters counters = new RuntimeCounters();
  private final ConnectionRecord connection = new ConnectionRecord();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
  private final AtomicReference<@Nullable Termination> termination = new AtomicReference<>();
  private final CountDownLatch stopWanted = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What was acquired, the latest first: released in this order whatever fails. */
  private final Deque<Release> releases = new ArrayDeque<>();

  private volatile @Nullable BandLink link;
  private volatile @Nullable Presence presence;
  private volatile @Nullable AgentIdentity identity;
  private volatile @Nullable Thread starter;
  private volatile @Nullable BandConnectionException endedBy;
  private volatile boolean clean = true;

  private record Release(String what, Step step) {}

  private interface Step {
    void run(@Nullable Duration timeout, Deadline deadline) throws InterruptedException;
  }

  /** Prepares an agent; nothing is acquired before {@link #start}. */
  public AgentRuntime(RuntimeSettings settings) {
    this(settings, RuntimeTiming.defaults());
  }

  AgentRuntime(RuntimeSettings settings, RuntimeTiming timing) {
    this.settings = settings;
    this.timing = timing;
  }

  /**
   * Takes the lock, asks who the agent is, starts the adapter, connects and joins the rooms. A
   * failed start releases everything again.
   *
   * @throws ai.band.api.BandConfigException when the agent already runs on this host
   * @throws BandRestException when the platform refuses the key or cannot be asked
   * @throws BandConnectionException when the socket does not come about, or the platform ends it
   *     before the start is over
   * @throws RuntimeException what the adapter threw
   * @throws IllegalStateException when it was started before
   */
  public void start() throws InterruptedException {
    starter = Thread.currentThread();
    if (!phase.compareAndSet(Phase.NEW, Phase.STARTING)) {
      throw new IllegalStateException("An agent is started once. Create another one.");
    }
    boolean started = false;
    try {
      acquire();
      started = phase.compareAndSet(Phase.STARTING, Phase.RUNNING);
    } catch (InterruptedException | RuntimeException e) {
      throwWhatEndedIt(); // it broke the start off, so that e is only a consequence
      throw e;
    } finally {
      if (!started) {
        release(null);
      }
    }
    if (!started) {
      throwWhatEndedIt();
      throw new IllegalStateException(
          "The agent ended while it started. " + termination().description());
    }
    log.info("agent {} is running in {} rooms", settings.link().agentId(), state().rooms());
  }

  private void throwWhatEndedIt() {
    BandConnectionException cause = endedBy;
    if (cause != null) {
      throw cause;
    }
  }

  private void acquire() throws InterruptedException {
    String agentId = settings.link().agentId();
    if (settings.agent().singleInstance()) {
      SingleInstanceLock lock = SingleInstanceLock.take(agentId);
      releases.push(new Release("lock", (timeout, deadline) -> lock.close()));
    }
    releases.push(
        new Release(
            "adapter", (timeout, deadline) -> settings.adapter().close(atLeast(deadline.left()))));
    settings.adapter().prepare();
    BandLink opened = BandLink.open(settings.link());
    link = opened;
    releases.push(new Release("connection", (timeout, deadline) -> close(opened, deadline)));
    AgentIdentity self = whoAmI(opened);
    identity = self;
    settings.adapter().onStarted(new AgentStart(self, opened.rest(), settings.monitor()));
    var scheduler = new Scheduler("band-" + agentId.substring(0, Math.min(8, agentId.length())));
    releases.push(new Release("scheduler", (timeout, deadline) -> scheduler.close()));
    connect(opened, services(opened, self, scheduler));
  }

  private Services services(BandLink opened, AgentIdentity self, Scheduler scheduler) {
    return new Services(
        opened.rest(),
        settings.adapter(),
        self,
        settings.session(),
        settings.preprocessor(),
        timing,
        scheduler,
        new FinishedMessages(),
        new Semaphore(CATCH_UPS_AT_A_TIME),
        counters,
        settings.monitor(),
        this::roomLost);
  }

  private void connect(BandLink opened, Services services) throws InterruptedException {
    var rooms = new Presence(opened, services);
    presence = rooms;
    releases.push(new Release("rooms", (timeout, deadline) -> quieten(rooms, timeout, deadline)));
    var contacts = new ContactHandler(settings.contacts(), opened, services, rooms);
    releases.push(new Release("contacts", (timeout, deadline) -> contacts.stop()));
    opened.connect(new EventRouter(rooms, contacts, settings, this::terminated, connection));
    rooms.start(settings.agent().autoSubscribeExistingRooms());
    contacts.start();
  }

  private void roomLost(String roomId) {
    Presence rooms = presence;
    if (rooms != null) {
      rooms.lost(roomId);
    }
  }

  private AgentIdentity whoAmI(BandLink opened) throws InterruptedException {
    for (Duration wait : timing.identityLadder()) {
      try {
        return identity(opened.rest().me());
      } catch (BandRestException.RateLimited e) {
        log.warn("the platform limits calls, asking for the agent again in {}", wait);
        if (stopWanted.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new InterruptedException("the agent was stopped while it started");
        }
      }
    }
    return identity(opened.rest().me());
  }

  private AgentIdentity identity(AgentMe me) {
    if (!me.id().equalsIgnoreCase(settings.link().agentId())) {
      log.warn(
          "the key belongs to agent {}, but agent_id is {}: set the id that belongs to the key",
          me.id(),
          settings.link().agentId());
    }
    if (me.description() == null || me.description().isBlank()) {
      log.warn(
          "agent {} has no description; give it one so that others know what it does", me.name());
    }
    return new AgentIdentity(
        me.id(),
        me.name(),
        me.handle().isBlank() ? null : me.handle(),
        me.ownerUuid().isBlank() ? null : me.ownerUuid(),
        me.description() == null ? "" : me.description());
  }

  private void terminated(Termination reason, BandConnectionException failure) {
    if (!termination.compareAndSet(null, reason)) {
      return;
    }
    endedBy = failure;
    log.error("the agent ends: {}", reason.description());
    stopWanted.countDown();
    // Whoever took over runs what is unfinished, so nothing may be answered here any more.
    Duration time = reason.kind() == Termination.Kind.SUPERSEDED ? null : AFTER_TERMINATION;
    Scheduler.start("agent-termination", () -> stopQuietly(time));
  }

  private void stopQuietly(@Nullable Duration time) {
    try {
      stop(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops: no new messages, running turns finish or are told to end and left for replay, topics are
   * left, the adapter is closed, the lock is given back; in this order, even when a step fails. The
   * agent stays a participant of its rooms. A second call waits for the first.
   *
   * @param timeout for everything together; null cuts running turns off at once
   * @return whether no turn was cut off
   */
  public boolean stop(@Nullable Duration timeout) throws InterruptedException {
    termination.compareAndSet(null, Termination.stopped());
    stopWanted.countDown();
    if (phase.compareAndSet(Phase.RUNNING, Phase.STOPPING)) {
      release(timeout);
    } else if (phase.compareAndSet(Phase.NEW, Phase.STOPPED)) {
      ended.countDown();
    } else if (phase.compareAndSet(Phase.STARTING, Phase.STOPPING)) {
      interruptStart(); // the start then releases what it has acquired
    }
    Duration longest = (timeout == null ? WITHOUT_TIMEOUT : timeout).plus(LONGEST_OVERRUN);
    return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS) && clean;
  }

  private void interruptStart() {
    Thread thread = starter;
    if (thread != null && !thread.equals(Thread.currentThread())) {
      thread.interrupt();
    }
  }

  /** Releases what was acquired, the latest first. */
  private void release(@Nullable Duration timeout) {
    Deadline deadline = Deadline.in(timeout == null ? WITHOUT_TIMEOUT : timeout);
    boolean interrupted = Thread.interrupted();
    for (Release next = releases.poll(); next != null; next = releases.poll()) {
      try {
        next.step().run(timeout, deadline);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (RuntimeException e) {
        log.warn("the {} could not be released cleanly", next.what(), e);
      }
    }
    phase.set(Phase.STOPPED);
    ended.countDown();
    if (interrupted && endedBy == null) { // else the interrupt only broke the start off
      Thread.currentThread().interrupt();
    }
  }

  private void quieten(Presence rooms, @Nullable Duration timeout, Deadline deadline)
      throws InterruptedException {
    rooms.stop();
    var quiet = new GracefulStop(rooms.rooms(), settings.adapter());
    clean = quiet.quieten(timeout);
    quiet.flush(deadline);
  }

  private static void close(BandLink opened, Deadline deadline) throws InterruptedException {
    Thread closing = Scheduler.start("band-close", opened::close);
    if (!closing.join(atLeast(deadline.left()))) {
      log.warn("the platform did not confirm the end of the connection in time");
    }
  }

  private static Duration atLeast(Duration left) {
    return left.compareTo(LEAST_FOR_A_STEP) < 0 ? LEAST_FOR_A_STEP : left;
  }

  /** Waits until everything is released, and tells why the agent ended. */
  public Termination awaitEnd() throws InterruptedException {
    ended.await();
    return termination();
  }

  /** Why the agent ends or ended; a clean stop while it has not. */
  public Termination termination() {
    Termination reason = termination.get();
    return reason == null ? Termination.stopped() : reason;
  }

  /** Who the agent is; null before the platform was asked. */
  public @Nullable AgentIdentity identity() {
    return identity;
  }

  /** A room that the agent looks after. */
  @Nullable RoomWorker room(String roomId) {
    Presence rooms = presence;
    return rooms == null ? null : rooms.room(roomId);
  }

  /** How the agent is doing. */
  public RuntimeState state() {
    Presence rooms = presence;
    BandLink current = link;
    return new RuntimeState(
        phase.get(),
        current != null && current.isConnected(),
        rooms == null ? 0 : rooms.rooms().size(),
        rooms == null ? 0 : rooms.unheardRooms(),
        counters.processed.sum(),
        counters.failedAttempts.sum(),
        counters.givenUp.sum(),
        counters.leftForReplay.sum(),
        counters.duplicates.sum(),
        rooms == null ? 0 : rooms.rooms().stream().mapToInt(RoomWorker::waitingMessages).sum(),
        connection.reconnects(),
        current == null ? 0 : current.rest().repeatedCalls(),
        connection.lostBecause());
  }
}
