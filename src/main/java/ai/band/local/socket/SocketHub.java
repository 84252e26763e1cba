package ai.band.local.socket;

import ai.band.local.fault.Faults;
import ai.band.local.world.Audience;
import ai.band.local.world.Identity;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.World;
import ai.band.local.world.WorldEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All sockets, and who listens to which topic. */
public final class SocketHub implements Audience, AutoCloseable {
  private static final Duration SHUTDOWN_PATIENCE = Duration.ofMillis(500);

  private final SocketSettings settings;
  private final Faults faults;
  private final Set<PhoenixSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicLong opened = new AtomicLong();
  private final Map<String, PhoenixSession> byAgent = new ConcurrentHashMap<>();
  private final Map<String, Set<PhoenixSession>> byTopic = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("local-band-timer").factory());
  private final ReentrantLock lock = new ReentrantLock(); // for ended
  private final Condition ended = lock.newCondition();
  private volatile @Nullable TopicRights rights;

  public SocketHub(SocketSettings settings, Faults faults) {
    this.settings = settings;
    this.faults = faults;
  }

  /** Names the world whose rooms decide who may join; before the first connection. */
  public void serve(World world) {
    rights = new TopicRights(world);
  }

  /** How many sockets are open. */
  public int open() {
    return sessions.size();
  }

  /** The topics an identity has joined now, over all its sockets. */
  public List<String> topics(Identity identity) {
    return of(identity).stream().flatMap(session -> session.topics().stream()).toList();
  }

  /** How many sockets there have been. */
  public long opened() {
    return opened.get();
  }

  /** Whether the identity has an open socket. */
  public boolean connected(Identity identity) {
    return !of(identity).isEmpty();
  }

  /**
   * Ends sockets.
   *
   * @param identity null: everybody's
   * @param code null: without a close frame
   * @return how many
   */
  public int drop(@Nullable Identity identity, @Nullable Integer code) {
    List<PhoenixSession> affected = identity == null ? List.copyOf(sessions) : of(identity);
    affected.forEach(session -> session.drop(code));
    return affected.size();
  }

  /** Ends one channel of everybody who joined it with {@code phx_error}. */
  public int crashChannel(String topic) {
    return count(topic, session -> session.crash(topic));
  }

  /** Ends one channel of everybody who joined it with {@code phx_close}. */
  public int closeChannel(String topic) {
    return count(topic, session -> session.closeChannel(topic));
  }

  /** Sends any push to everybody who joined the topic; {@code payload} is JSON. */
  public int push(String topic, String event, byte[] payload) {
    return count(topic, session -> session.broadcast(topic, event, payload));
  }

  /**
   * Sends any text to every socket of an identity, frame or not; no fault strikes it.
   *
   * @return how many
   */
  public int sendText(Identity identity, String text) {
    List<PhoenixSession> affected = of(identity);
    affected.forEach(session -> session.sendText(text));
    return affected.size();
  }

  private int count(String topic, Predicate<PhoenixSession> action) {
    int count = 0;
    for (PhoenixSession session : byTopic.getOrDefault(topic, Set.of())) {
      count += action.test(session) ? 1 : 0;
    }
    return count;
  }

  @Override
  public Set<String> tell(WorldEvent event) {
    Announcement announcement = Announcement.of(event);
    Set<PhoenixSession> listeners = byTopic.getOrDefault(announcement.topic(), Set.of());
    if (listeners.isEmpty()) {
      return Set.of();
    }
    byte[] payload = null; // written once, and only if somebody listens
    var reached = new HashSet<String>();
    for (PhoenixSession session : listeners) {
      if (announcement.audience().test(session.identity())) {
        payload = payload == null ? announcement.bytes() : payload;
        if (session.broadcast(announcement.topic(), announcement.event(), payload)) {
          reached.add(session.identity().id());
        }
      }
    }
    return reached;
  }

  SocketSettings settings() {
    return settings;
  }

  Faults faults() {
    return faults;
  }

  TopicRights rights() {
    TopicRights known = rights;
    if (known == null) {
      throw new IllegalStateException("the hub serves no world yet");
    }
    return known;
  }

  /** Takes a socket in; an agent's older one is evicted. */
  void add(PhoenixSession session) {
    sessions.add(session);
    opened.incrementAndGet();
    if (session.identity() instanceof RegisteredAgent agent) {
      PhoenixSession older = byAgent.put(agent.id(), session);
      if (older != null) {
        older.supersede();
      }
    }
  }

  void remove(PhoenixSession session) {
    byAgent.remove(session.identity().id(), session);
    lock.lock();
    try {
      sessions.remove(session);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void subscribe(String topic, PhoenixSession session) {
    byTopic.compute(
        topic,
        (unused, listeners) -> {
          Set<PhoenixSession> all = listeners == null ? ConcurrentHashMap.newKeySet(2) : listeners;
          all.add(session);
          return all;
        });
  }

  void unsubscribe(String topic, PhoenixSession session) {
    byTopic.computeIfPresent(
        topic,
        (unused, listeners) -> {
          listeners.remove(session);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  void later(Duration delay, Runnable action) {
    try {
      var unused = timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      action.run(); // the hub is closed; nothing is worth waiting for
    }
  }

  private List<PhoenixSession> of(Identity identity) {
    return sessions.stream().filter(session -> session.identity() == identity).toList();
  }

  /** Closes every socket as a server in shutdown does, and gives the clients a moment. */
  public void shutDownSockets() {
    sessions.forEach(PhoenixSession::shutDown);
    long deadline = System.nanoTime() + SHUTDOWN_PATIENCE.toNanos();
    lock.lock();
    try {
      long left = deadline - System.nanoTime();
      while (!sessions.isEmpty() && left > 0) {
        left = ended.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    shutDownSockets();
    timer.shutdownNow();
  }
}
