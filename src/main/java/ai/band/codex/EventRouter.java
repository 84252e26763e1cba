package ai.band.codex;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;

/** Brings each notification to the thread it belongs to. Used by the reader only. */
final class EventRouter {
  /** Notifications that need no record: they go to the listener for notices, and nowhere else. */
  private static final Set<String> NOTICES =
      Set.of(
          "account/rateLimits/updated",
          "account/updated",
          "account/login/completed",
          "remoteControl/status/changed",
          "skills/changed",
          "app/list/updated",
          "fs/changed",
          "command/exec/outputDelta",
          "hook/started",
          "hook/completed",
          "model/verification",
          "model/safetyBuffering/updated",
          "turn/moderationMetadata",
          "thread/started",
          "thread/name/updated",
          "thread/unarchived",
          "thread/reverted",
          "thread/goal/updated",
          "thread/goal/cleared",
          "thread/queue/changed",
          "thread/readState/changed",
          "thread/section/changed");

  private static final int EARLY_LIMIT = 256;
  private static final int METHODS_REMEMBERED = 100;
  private static final int WARNINGS_REMEMBERED = 100;
  private static final Logger log = LoggerFactory.getLogger(EventRouter.class);

  private final ThreadRegistry threads;
  private final RequestDesk desk;
  private final IdleEvents notices = new IdleEvents("client");
  private final ArrayDeque<ThreadEvent> strays = new ArrayDeque<>();
  private final Set<TurnEvent.Warned> warnings = ConcurrentHashMap.newKeySet();
  private final Set<String> loggedOnce = ConcurrentHashMap.newKeySet();

  EventRouter(ThreadRegistry threads, RequestDesk desk) {
    this.threads = threads;
    this.desk = desk;
  }

  IdleEvents notices() {
    return notices;
  }

  Set<TurnEvent.Warned> warnings() {
    return Set.copyOf(warnings);
  }

  void route(String method, JsonNode params) {
    String threadId = Json.text(params, "threadId");
    if (threadId == null || NOTICES.contains(method)) {
      notice(method, params, threadId);
      return;
    }
    CodexThread owner = threads.ownerOf(threadId);
    if (owner == null && method.equals("turn/started")) {
      owner = threads.adoptByRootTurn(threadId, Json.text(params.path("turn"), "rootTurnId"));
    }
    ThreadEvent event = new ThreadEvent(threadId, turnIdOf(params), TurnEvent.of(method, params));
    if (owner == null) {
      keepStray(event);
    } else {
      deliver(event, owner);
    }
  }

  /** Gives a thread that has just become known what came for it before. */
  void welcome(CodexThread thread) {
    for (ThreadEvent event : java.util.List.copyOf(strays)) {
      if (event.threadId().equals(thread.id())) {
        strays.remove(event);
        deliver(event, thread);
      }
    }
  }

  private void deliver(ThreadEvent event, CodexThread owner) {
    boolean own = event.threadId().equals(owner.id());
    switch (event.event()) {
      case TurnEvent.ItemStarted(var item) -> threads.adoptFrom(item, owner);
      case TurnEvent.ItemCompleted(var item) -> threads.adoptFrom(item, owner);
      case TurnEvent.RequestResolved(RequestId id) -> desk.resolved(id);
      case TurnEvent.TurnCompleted ignored -> desk.turnEnded(event.threadId(), event.turnId());
      case TurnEvent.Warned warned -> warnOnce(warned);
      case TurnEvent.McpServerChanged(var name, var status, var error)
          when status.equals("failed") ->
          log.warn("MCP server {} did not start: {}", name, error);
      case TurnEvent.Unrecognised(var method, var ignored) -> logOnce(method);
      default -> {}
    }
    owner.accept(event);
    if (own && event.event() instanceof TurnEvent.ThreadUnloaded(var how)) {
      log.debug("thread {} was {}", owner.id(), how);
    }
  }

  private void keepStray(ThreadEvent event) {
    if (event.event() instanceof TurnEvent.RequestResolved(RequestId id)) {
      desk.resolved(id);
    }
    if (strays.size() == EARLY_LIMIT) {
      strays.poll();
    }
    strays.add(event);
    log.debug("an event of thread {}, which is not ours (yet)", event.threadId());
  }

  private void notice(String method, JsonNode params, @Nullable String threadId) {
    TurnEvent event = TurnEvent.of(method, params);
    if (event instanceof TurnEvent.Warned warned) {
      warnOnce(warned);
    }
    notices.add(new ThreadEvent(threadId == null ? "" : threadId, turnIdOf(params), event));
  }

  /** Codex repeats many of its warnings with each thread; each text is logged once. */
  private void warnOnce(TurnEvent.Warned warned) {
    boolean repeated = warnings.contains(warned);
    if (!repeated && warnings.size() < WARNINGS_REMEMBERED) {
      warnings.add(warned);
    }
    log.atLevel(repeated ? Level.DEBUG : Level.WARN)
        .log("Codex: {}: {}", warned.source(), warned.message());
  }

  private void logOnce(String method) {
    if (loggedOnce.size() < METHODS_REMEMBERED && loggedOnce.add(method)) {
      log.debug("Codex sends {}, which this client does not know", method);
    }
  }

  private static @Nullable String turnIdOf(JsonNode params) {
    String turnId = Json.text(params, "turnId");
    return turnId != null ? turnId : Json.text(params.path("turn"), "id");
  }
}
