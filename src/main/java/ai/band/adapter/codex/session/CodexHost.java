package ai.band.adapter.codex.session;

import ai.band.codex.CodexClient;
import ai.band.codex.CodexException;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.ModelInfo;
import ai.band.codex.transport.TransportEnd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the one connection to Codex that all rooms share. It is started when it is first needed and
 * again after it was lost; whoever comes meanwhile waits for the same start. After a start that
 * failed, further ones are refused for two seconds with the same reason.
 *
 * <p>Safe from any thread; no lock is held while Codex starts or stops.
 */
public final class CodexHost {
  private static final Logger log = LoggerFactory.getLogger(CodexHost.class);
  private static final Duration COOL_DOWN = Duration.ofSeconds(2);
  private static final String GUESSED_MODEL = "gpt-5.5";

  private final Supplier<CodexClient> opener;
  private final @Nullable String configuredModel;
  private final Duration coolDown;
  private final LoginRecord login = new LoginRecord();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable HostedClient current;

  // Guarded by lock.
  private @Nullable CodexStart begun;
  private @Nullable CodexStart starting;
  private @Nullable CodexException lastFailure;
  private long lastFailureNanos;
  private long generation;
  private boolean closed;
  private boolean resting;

  /** What has become of the connection. */
  public enum Condition {
    /** Not needed so far. */
    NOT_STARTED,
    /** Being started. */
    STARTING,
    /** Up. */
    CONNECTED,
    /** Ended because no room needs it; the next use starts it. */
    RESTING,
    /** Ended by itself; the next use starts it. */
    LOST,
    /** Could not be started. */
    FAILED
  }

  /**
   * Prepares; starts nothing.
   *
   * @param opener starts Codex or connects to it; throws {@link CodexException}
   * @param configuredModel the model to use, or null to take the first that Codex lists
   */
  public CodexHost(Supplier<CodexClient> opener, @Nullable String configuredModel) {
    this(opener, configuredModel, COOL_DOWN);
  }

  /** The same with another pause after a start that failed. */
  CodexHost(Supplier<CodexClient> opener, @Nullable String configuredModel, Duration coolDown) {
    this.opener = opener;
    this.configuredModel = configuredModel;
    this.coolDown = coolDown;
  }

  /**
   * The connection, started if need be.
   *
   * @throws CodexException when Codex cannot be started
   * @throws InterruptedException when the caller is interrupted; the start goes on
   */
  public HostedClient acquire() throws InterruptedException {
    HostedClient live = current;
    return live != null && live.client().closed() == null ? live : join().await();
  }

  /** Begins the first start, for {@link #acquireFirst} to wait for. Returns at once. */
  public void begin() {
    CodexStart first = join();
    lock.lock();
    try {
      begun = first;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Like {@link #acquire}, but of a start that {@link #begin} made it tells how that went.
   *
   * @throws CodexException when Codex cannot be started
   * @throws InterruptedException when the caller is interrupted; the start goes on
   */
  public HostedClient acquireFirst() throws InterruptedException {
    CodexStart first;
    lock.lock();
    try {
      first = begun;
      begun = null;
    } finally {
      lock.unlock();
    }
    return first == null ? acquire() : first.await();
  }

  /** The connection, if it is up. */
  public @Nullable HostedClient connected() {
    HostedClient live = current;
    return live != null && live.client().closed() == null ? live : null;
  }

  /** What is known of the login. */
  public LoginRecord login() {
    return login;
  }

  /** What has become of the connection. */
  public Condition condition() {
    if (connected() != null) {
      return Condition.CONNECTED;
    }
    lock.lock();
    try {
      if (starting != null) {
        return Condition.STARTING;
      }
      if (lastFailure != null) {
        return Condition.FAILED;
      }
      if (current != null) {
        return Condition.LOST;
      }
      return resting ? Condition.RESTING : Condition.NOT_STARTED;
    } finally {
      lock.unlock();
    }
  }

  /** Why there is no connection; null when there is one, or none was wanted. */
  public @Nullable String problem() {
    HostedClient live = current;
    TransportEnd end = live == null ? null : live.client().closed();
    lock.lock();
    try {
      return lastFailure != null ? lastFailure.getMessage() : end == null ? null : end.reason();
    } finally {
      lock.unlock();
    }
  }

  /** How often Codex was started or connected to. */
  public long starts() {
    lock.lock();
    try {
      return generation;
    } finally {
      lock.unlock();
    }
  }

  /** In a few words: connected, starting, failed with the reason, or not started. */
  public String state() {
    if (connected() != null) {
      return "connected";
    }
    lock.lock();
    try {
      if (starting != null) {
        return "restarting";
      }
      return lastFailure == null ? "not started" : "failed: " + lastFailure.getMessage();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection because nobody needs it now. The next use starts a new one. */
  public void release() {
    HostedClient was;
    lock.lock();
    try {
      was = current;
      current = null;
      resting = was != null;
    } finally {
      lock.unlock();
    }
    if (was != null) {
      log.info("closing Codex: no room needs it");
      was.client().close();
    }
  }

  /**
   * Ends the connection for good, also one that is just being started.
   *
   * @param limit how long to wait for Codex to end; null: as long as it takes
   */
  public void close(@Nullable Duration limit) {
    HostedClient was;
    CodexStart unfinished;
    lock.lock();
    try {
      closed = true;
      was = current;
      current = null;
      unfinished = starting;
    } finally {
      lock.unlock();
    }
    if (unfinished != null) {
      unfinished.end(limit);
    }
    if (was == null) {
      return;
    }
    Thread closer = Thread.ofVirtual().name("codex-stop").start(was.client()::close);
    try {
      if (limit == null) {
        closer.join();
      } else if (!closer.join(limit)) {
        log.warn("Codex did not end within {} ms", limit.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CodexStart join() {
    CodexStart mine;
    lock.lock();
    try {
      if (closed) {
        throw unavailable("The agent is stopping.", null);
      }
      if (starting != null) {
        return starting;
      }
      HostedClient live = connected();
      if (live != null) {
        return CodexStart.done(live);
      }
      CodexException failure = lastFailure;
      if (failure != null && System.nanoTime() - lastFailureNanos < coolDown.toNanos()) {
        throw unavailable(
            "Codex could not be started a moment ago: " + failure.getMessage(), failure);
      }
      mine = new CodexStart(this::run);
      starting = mine;
    } finally {
      lock.unlock();
    }
    mine.begin();
    return mine;
  }

  private void run(CodexStart start) {
    HostedClient was = current;
    try {
      if (was != null) {
        was.client().close();
      }
      HostedClient opened = open();
      if (closing()) {
        opened.client().close();
      }
      if (!finished(start, opened, null)) {
        opened.client().close();
      }
    } catch (CodexException e) {
      finished(start, null, e);
    } catch (RuntimeException e) {
      finished(start, null, unavailable("Codex could not be started: " + e.getMessage(), e));
    }
  }

  private boolean closing() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private HostedClient open() {
    CodexClient client = opener.get();
    try {
      String listed = configuredModel == null ? firstListed(client) : configuredModel;
      long number = nextGeneration();
      login.newConnection();
      client.onClosed(end -> ended(client, end));
      return new HostedClient(
          client, number, listed == null ? GUESSED_MODEL : listed, listed == null);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private long nextGeneration() {
    lock.lock();
    try {
      resting = false;
      return ++generation;
    } finally {
      lock.unlock();
    }
  }

  private void ended(CodexClient client, TransportEnd end) {
    HostedClient live = current;
    if (live != null && live.client() == client) {
      log.warn("the connection to Codex was lost: {}", end.reason());
    }
  }

  private static @Nullable String firstListed(CodexClient client) {
    try {
      List<ModelInfo> models = client.models();
      for (ModelInfo model : models) {
        if (!model.hidden()) {
          return model.model();
        }
      }
      log.warn("Codex lists no model; using {}. Set model to choose another.", GUESSED_MODEL);
    } catch (CodexException e) {
      if (client.closed() != null) {
        throw e;
      }
      log.warn(
          "Codex did not list its models ({}); using {}. Set model to choose another.",
          e.getMessage(),
          GUESSED_MODEL);
    }
    return null;
  }

  /** False: closed meanwhile, so the new connection is not wanted. */
  private boolean finished(
      CodexStart start, @Nullable HostedClient opened, @Nullable CodexException failure) {
    CodexException outcome = failure;
    lock.lock();
    try {
      starting = null;
      if (closed && outcome == null) {
        outcome = unavailable("The agent is stopping.", null);
      }
      lastFailure = outcome;
      if (outcome == null) {
        current = opened;
      } else {
        lastFailureNanos = System.nanoTime();
      }
    } finally {
      lock.unlock();
    }
    start.finish(opened, outcome);
    return outcome == null;
  }

  static CodexUnavailable unavailable(String what, @Nullable Throwable cause) {
    return new CodexUnavailable(what, null, List.of(), cause);
  }
}
