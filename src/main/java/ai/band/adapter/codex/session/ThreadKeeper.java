package ai.band.adapter.codex.session;

import ai.band.adapter.codex.telemetry.ThreadFacts;
import ai.band.api.HistoryEntry;
import ai.band.codex.CodexException;
import ai.band.codex.CodexException.CallInterrupted;
import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.CodexThread;
import ai.band.codex.ServerRequestHandler;
import ai.band.codex.ThreadOptions;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import ai.band.platform.rest.BandRestException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a room has a loaded thread: the one it has, else the one it remembers, else a new
 * one that is told the room's past when the old one is lost.
 *
 * <p>Called by the thread that works on the room's turn; other rooms are never waited for.
 */
public final class ThreadKeeper {
  private static final Logger log = LoggerFactory.getLogger(ThreadKeeper.class);
  private static final int WRITER_ATTEMPTS = 5;
  private static final Duration WRITER_PAUSE = Duration.ofSeconds(1);
  private static final Duration MAPPING_FIRST = Duration.ofSeconds(5);

  private final RoomSessions sessions;
  private final CodexHistoryConverter converter;
  private final Function<RoomSession, ServerRequestHandler> requests;

  /**
   * A keeper for all rooms.
   *
   * @param sessions knows which room has which thread
   * @param converter finds a room's thread in its history
   * @param requests answers what Codex asks in a room
   */
  public ThreadKeeper(
      RoomSessions sessions,
      CodexHistoryConverter converter,
      Function<RoomSession, ServerRequestHandler> requests) {
    this.sessions = sessions;
    this.converter = converter;
    this.requests = requests;
  }

  /**
   * The room's thread, loaded in this connection.
   *
   * @param messageId the message that is worked on; the room's past ends before it
   * @throws CodexException when there is no thread to be had; the room remembers what it remembered
   *     before
   */
  public BoundThread ensure(RoomSession session, HostedClient host, String messageId)
      throws InterruptedException {
    BoundThread stale = session.slot().takeReload();
    if (stale != null && stale.generation() == host.generation()) {
      unloadInCodex(session, stale);
    }
    BoundThread bound = session.slot().bound(host.generation());
    if (bound != null) {
      bound.instruct(session.profile());
      return bound;
    }
    session.awaitPredecessor();
    RememberedThread known = recall(session);
    BoundThread resumed = known.threadId() == null ? null : resume(session, host, known);
    if (resumed != null) {
      session.slot().bind(resumed);
      return resumed;
    }
    return start(session, host, known.threadId() == null ? null : past(session, messageId));
  }

  /** The room's past as a new thread is told of it, and the thread that replaces this one. */
  public BoundThread replace(RoomSession session, HostedClient host, String messageId)
      throws InterruptedException {
    return start(session, host, past(session, messageId));
  }

  /**
   * Looks up which thread a room had before this program began, unless that is known. For those who
   * only want to see it: when the room's history cannot be read, nothing is known still.
   */
  public void remember(RoomSession session) {
    if (session.slot().isSettled()) {
      return;
    }
    try {
      session.slot().knowUnlessSettled(find(session));
    } catch (BandRestException e) {
      log.warn("room {}: its history cannot be read: {}", session.roomId(), e.getMessage());
    }
  }

  /** The turn that carried what the thread had to be told has been accepted. */
  public void told(RoomSession session, BoundThread thread) {
    boolean instructed = thread.instructions() != null;
    thread.told();
    if (instructed) {
      session.telemetry().threadResumed(thread.facts());
    }
  }

  /** Also looks behind the message: an earlier attempt at it may have made the thread. */
  private RememberedThread recall(RoomSession session) {
    RememberedThread known = session.slot().known();
    if (known != null) {
      return known;
    }
    RememberedThread found = find(session);
    session.slot().know(found);
    return found;
  }

  private RememberedThread find(RoomSession session) {
    var room = session.room();
    List<HistoryEntry> history = room.handle().history();
    for (HistoryEntry entry : history) {
      if (entry.messageType().equals("text") && entry.senderId().equals(room.self().id())) {
        room.poster().isOld(entry.id());
      }
    }
    return converter.convert(history, session.roomId(), room.self().id());
  }

  /**
   * Only an archived thread is unloaded at once; brought back and resumed, it has lost its session
   * approvals and nothing else.
   */
  private static void unloadInCodex(RoomSession session, BoundThread thread) {
    try {
      thread.thread().archive();
      thread.thread().unarchive();
      session.slot().unload(thread);
    } catch (RpcFailed e) {
      log.warn(
          "room {}: Codex keeps its session approvals for thread {} until it is restarted: {}",
          session.roomId(),
          thread.id(),
          e.getMessage());
    }
  }

  private static @Nullable String past(RoomSession session, String messageId) {
    var room = session.room();
    int most = room.config().maxHistoryMessages();
    return room.config().injectHistoryOnResumeFailure() && most > 0
        ? HistoryBlock.of(room.handle().historyBefore(messageId), most, room.self())
        : null;
  }

  /** Null when the thread cannot be resumed. A lost connection is not the thread's fault. */
  private @Nullable BoundThread resume(
      RoomSession session, HostedClient host, RememberedThread known) throws InterruptedException {
    String threadId = Objects.requireNonNull(known.threadId());
    if (!sessions.claim(session, threadId)) {
      log.warn(
          "room {}: thread {} serves another room; starting a new thread",
          session.roomId(),
          threadId);
      return null;
    }
    try {
      CodexThread thread = resumePatiently(session, host, threadId);
      log.info("room {}: thread {} resumed", session.roomId(), thread.id());
      return thread.id().equals(threadId)
          ? resumed(session, host, known, thread)
          : resumedAs(session, host, known, thread);
    } catch (CodexUnavailable | CallInterrupted e) {
      throw e;
    } catch (CodexException e) {
      if (host.client().closed() != null) {
        throw e;
      }
      log.warn("room {}: {}; starting a new thread", session.roomId(), e.getMessage());
      return null;
    }
  }

  /** A Codex that has just been stopped may hold the thread for a moment longer. */
  private CodexThread resumePatiently(RoomSession session, HostedClient host, String threadId)
      throws InterruptedException {
    ThreadOptions options =
        equip(session, ThreadParameters.forResume(session.room(), model(session, host)));
    for (int attempt = 1; ; attempt++) {
      try {
        return host.client().resumeThread(threadId, options);
      } catch (RpcFailed e) {
        if (!e.isActiveWriter() || attempt == WRITER_ATTEMPTS) {
          throw e;
        }
        Thread.sleep(WRITER_PAUSE);
      }
    }
  }

  /** Codex goes on in another thread; what the room knows has to follow. */
  private @Nullable BoundThread resumedAs(
      RoomSession session, HostedClient host, RememberedThread known, CodexThread thread)
      throws InterruptedException {
    if (!sessions.claim(session, thread.id())) {
      log.warn(
          "room {}: Codex answered with thread {}, which serves another room; starting a new"
              + " thread",
          session.roomId(),
          thread.id());
      thread.unsubscribe();
      return null;
    }
    BoundThread bound = resumed(session, host, known, thread);
    if (bound.instructions() != null) {
      session.telemetry().threadResumed(bound.facts());
    }
    session.outbox().drain(MAPPING_FIRST);
    return bound;
  }

  private BoundThread resumed(
      RoomSession session, HostedClient host, RememberedThread known, CodexThread thread) {
    ThreadProfile profile = session.profile();
    boolean sameInstructions = profile.instructionsHash().equals(known.instructionsHash());
    boolean otherTools =
        known.toolsHash() != null && !known.toolsHash().equals(profile.toolsHash());
    if (otherTools) {
      log.warn(
          "room {}: thread {} was made with other tools, and Codex cannot change them;"
              + " /thread archive gives a new thread",
          session.roomId(),
          thread.id());
    }
    ThreadFacts facts = new ThreadFacts(thread.id(), known.instructionsHash(), known.toolsHash());
    if (sameInstructions) {
      session.telemetry().threadResumed(facts);
    }
    return new BoundThread(
        thread,
        host.generation(),
        facts,
        otherTools,
        session.slot().untoldHistory(),
        sameInstructions ? null : profile);
  }

  private BoundThread start(RoomSession session, HostedClient host, @Nullable String history)
      throws InterruptedException {
    ThreadProfile profile = session.profile();
    ThreadOptions options =
        equip(session, ThreadParameters.forStart(session.room(), profile, model(session, host)));
    CodexThread thread = host.client().startThread(options);
    sessions.claim(session, thread.id());
    log.info("room {}: thread {} started", session.roomId(), thread.id());
    ThreadFacts facts =
        new ThreadFacts(thread.id(), profile.instructionsHash(), profile.toolsHash());
    BoundThread bound = new BoundThread(thread, host.generation(), facts, false, history, null);
    session.slot().bind(bound);
    session.telemetry().threadMapped(facts);
    // A crash must not leave turns in a thread that the room does not know.
    session.outbox().drain(MAPPING_FIRST);
    return bound;
  }

  private static String model(RoomSession session, HostedClient host) {
    String chosen = session.room().overrides().model();
    return chosen == null ? host.model() : chosen;
  }

  private ThreadOptions equip(RoomSession session, ThreadOptions.Builder options) {
    return options
        .onRequest(requests.apply(session))
        .onIdleEvent(event -> betweenTurns(session, event))
        .build();
  }

  private static void betweenTurns(RoomSession session, ThreadEvent event) {
    BoundThread bound = session.slot().bound();
    if (event.event() instanceof TurnEvent.ThreadUnloaded
        && bound != null
        && bound.id().equals(event.threadId())) {
      session.slot().unload(bound);
    }
    session.telemetry().betweenTurns(event);
  }
}
