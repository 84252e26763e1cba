package ai.band.codex;

import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ServerRequest.CurrentTimeRead;
import ai.band.codex.protocol.ServerRequest.UnknownRequest;
import ai.band.codex.protocol.ThreadItem;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees to it that every request of the server gets exactly one answer, whatever its handler does.
 *
 * <p>Beyond {@value #LIMIT} open requests, further ones are declined at once.
 */
final class RequestDesk {
  private static final int LIMIT = 1_024;
  private static final int METHODS_REMEMBERED = 100;
  private static final Logger log = LoggerFactory.getLogger(RequestDesk.class);

  private final ThreadRegistry threads;
  private final Consumer<ObjectNode> sender;
  private final Map<RequestId, OpenRequest> open = new ConcurrentHashMap<>();
  private final Set<String> declinedMethods = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerRequestHandler fallback;

  RequestDesk(ThreadRegistry threads, Consumer<ObjectNode> sender) {
    this.threads = threads;
    this.sender = sender;
  }

  void fallback(@Nullable ServerRequestHandler handler) {
    this.fallback = handler;
  }

  /** Takes a request from the reader; it is handled elsewhere. */
  void take(RequestId id, String method, JsonNode params) {
    OpenRequest known = open.get(id);
    if (known != null && known.isOpen() && known.method().equals(method)) {
      log.debug("request {} was sent again; its first copy is still being handled", id);
      return;
    }
    String threadId = OpenRequest.threadIdOf(params);
    CodexThread owner = threadId == null ? null : threads.ownerOf(threadId);
    OpenRequest request =
        new OpenRequest(
            id,
            method,
            params,
            owner == null || owner.id().equals(threadId) ? null : owner.id(),
            itemOf(owner, threadId, params),
            sender,
            closed -> open.remove(closed.id(), closed));
    boolean full = open.size() >= LIMIT;
    open.put(id, request);
    Thread.ofVirtual()
        .name("codex-request-" + id)
        .start(() -> handle(ServerRequest.of(request), threadId, owner, full));
  }

  void resolved(RequestId id) {
    OpenRequest request = open.get(id);
    if (request != null) {
      request.withdraw();
    }
  }

  /** Withdraws what was asked in a turn that is over. */
  void turnEnded(String threadId, @Nullable String turnId) {
    for (OpenRequest request : open.values()) {
      if (turnId != null
          && turnId.equals(request.turnId())
          && threadId.equals(request.threadId())) {
        request.withdraw();
      }
    }
  }

  void withdrawAll() {
    open.values().forEach(OpenRequest::withdraw);
  }

  private static @Nullable ThreadItem itemOf(
      @Nullable CodexThread owner, @Nullable String threadId, JsonNode params) {
    String itemId = Json.text(params, "itemId");
    return owner == null || threadId == null || itemId == null
        ? null
        : owner.openItem(threadId, itemId);
  }

  private void handle(
      ServerRequest request, @Nullable String threadId, @Nullable CodexThread owner, boolean full) {
    if (request instanceof CurrentTimeRead) {
      request.decline();
      return;
    }
    ServerRequestHandler handler = full ? null : handlerFor(request, threadId, owner);
    if (handler == null) {
      logDeclined(request, threadId);
      request.decline();
      return;
    }
    try {
      handler.handle(request);
    } catch (Exception | Error e) { // Codex waits for ever for what is not answered
      log.warn("the handler of {} failed; declined", request.call().method(), e);
      request.decline();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private @Nullable ServerRequestHandler handlerFor(
      ServerRequest request, @Nullable String threadId, @Nullable CodexThread owner) {
    if (threadId != null && owner == null) {
      return null;
    }
    if (owner != null && owner.isAbandoned(request.call().turnId())) {
      return null;
    }
    ServerRequestHandler own = owner == null ? null : owner.requestHandler();
    return own == null ? fallback : own;
  }

  /** Visible once per method; a chatty server must not fill the log. */
  private void logDeclined(ServerRequest request, @Nullable String threadId) {
    String method = request.call().method();
    boolean known = !(request instanceof UnknownRequest);
    String why = known ? "nobody here answers it" : "this client does not know it";
    if (declinedMethods.size() < METHODS_REMEMBERED && declinedMethods.add(method)) {
      log.warn("Codex asked for {} in thread {}; {}, declined", method, threadId, why);
    } else {
      log.debug("Codex asked for {} in thread {}; {}, declined", method, threadId, why);
    }
  }
}
