package ai.band.codex;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.CodexException.RpcFailed;
import ai.band.codex.protocol.Json;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A connection to one {@code codex app-server}, shared by any number of threads whose turns run in
 * parallel.
 *
 * <p>All methods may be called from any thread; those that ask Codex block until it has answered,
 * and throw a {@link CodexException} when it does not. When the connection ends, for whatever
 * reason, every waiting call fails, every running turn gets its terminal event, and every open
 * request of the server is withdrawn. A client that has ended stays so: open a new one and resume
 * the threads.
 */
public final class CodexClient implements AutoCloseable {
  private static final int MODEL_PAGES = 50;
  private static final Logger log = LoggerFactory.getLogger(CodexClient.class);

  private final CodexOptions options;
  private final CodexTransport transport;
  private final RpcConnection rpc;
  private final ThreadRegistry threads = new ThreadRegistry();
  private final RequestDesk desk;
  private final EventRouter router;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch transportClosed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();

  // Guarded by lock.
  private List<Consumer<TransportEnd>> closeListeners = new ArrayList<>();
  private @Nullable TransportEnd closed;

  private volatile ServerInfo serverInfo = new ServerInfo("", null, null, Json.object());

  private CodexClient(CodexOptions options, CodexTransport transport) {
    this.options = options;
    this.transport = transport;
    this.rpc = new RpcConnection(transport, options, new Dispatch());
    this.desk = new RequestDesk(threads, message -> rpc.send(message));
    this.router = new EventRouter(threads, desk);
  }

  /**
   * Starts Codex, or connects to it, and shakes hands.
   *
   * @throws CodexException.CodexNotFound when there is nothing to start
   * @throws CodexUnavailable when it does not start, cannot be reached, or does not become ready
   */
  public static CodexClient open(CodexOptions options) {
    return open(options, Transports.of(options));
  }

  /** Like {@link #open(CodexOptions)}, over a transport of the caller's making. */
  public static CodexClient open(CodexOptions options, CodexTransport transport) {
    CodexClient client = new CodexClient(options, transport);
    try {
      client.rpc.open();
    } catch (IOException e) {
      transport.close();
      throw new CodexUnavailable(String.valueOf(e.getMessage()), null, List.of(), e);
    }
    try {
      client.shakeHands();
    } catch (RpcFailed refused) {
      client.close();
      throw refused;
    } catch (CodexException e) {
      TransportEnd end = client.rpc.end();
      client.close();
      throw Failures.notReady(transport.description(), end, client.rpc.garbage(), e);
    }
    return client;
  }

  public ServerInfo serverInfo() {
    return serverInfo;
  }

  /** What to tell the user when the server is older than this client supports, else null. */
  public @Nullable String versionWarning() {
    ServerInfo info = serverInfo;
    return info.isOlderThan(ServerInfo.OLDEST_SUPPORTED)
        ? "Codex "
            + info.version()
            + " is older than "
            + ServerInfo.OLDEST_SUPPORTED
            + ", the oldest supported version. Update it: npm install -g @openai/codex."
        : null;
  }

  /** The models that Codex knows; which of them the provider really has, it does not say. */
  public List<ModelInfo> models() {
    List<ModelInfo> models = new ArrayList<>();
    String cursor = null;
    for (int page = 0; page < MODEL_PAGES; page++) {
      ObjectNode params = Json.object();
      if (cursor != null) {
        params.put("cursor", cursor);
      }
      JsonNode result = request("model/list", params);
      for (JsonNode node : Json.list(result, "data", "items", "models")) {
        ModelInfo model = ModelInfo.of(node);
        if (model != null) {
          models.add(model);
        }
      }
      String next = Json.text(result, "nextCursor");
      if (next == null || next.equals(cursor)) {
        break;
      }
      cursor = next;
    }
    return List.copyOf(models);
  }

  public Account account() {
    return Account.of(request("account/read", Json.object()));
  }

  /** Starts a new thread. */
  public CodexThread startThread(ThreadOptions threadOptions) {
    AtomicReference<@Nullable CodexThread> started = new AtomicReference<>();
    JsonNode result =
        rpc.request(
            "thread/start",
            threadOptions.startParams(),
            options.startTimeout(),
            answer -> started.set(admit(answer, threadOptions)));
    CodexThread thread = started.get();
    if (thread == null) {
      throw new CodexUnavailable(
          "Codex started a thread but told no id. Its answer: " + abbreviate(result),
          null,
          List.of(),
          null);
    }
    return thread;
  }

  /**
   * Loads a stored thread. When it is loaded here already, the same object is returned with its
   * settings and handlers renewed. Codex may answer with another thread than the one that was asked
   * for; then that one is returned.
   *
   * @throws RpcFailed when there is none, it is archived, or another process holds it; see its
   *     helpers. Also when Codex answers with another thread that is in use here already
   */
  public CodexThread resumeThread(String threadId, ThreadOptions threadOptions) {
    CodexThread known = threads.find(threadId);
    CodexThread asked =
        known != null
            ? known
            : threads.register(new CodexThread(this, threadId, ThreadSettings.of(Json.object())));
    equip(asked, threadOptions);
    AtomicReference<@Nullable CodexThread> loaded = new AtomicReference<>();
    try {
      JsonNode result =
          rpc.request(
              "thread/resume",
              threadOptions.resumeParams(threadId),
              options.startTimeout(),
              answer -> loaded.set(readmit(asked, answer, threadOptions)));
      CodexThread thread = loaded.get();
      if (thread == null) {
        throw new RpcFailed(
            "thread/resume", 0, "it answered with a thread that is in use: " + idIn(result), null);
      }
      return thread;
    } finally {
      if (known == null && loaded.get() != asked) {
        threads.remove(asked);
      }
    }
  }

  /** Sends any request and waits for its result, for the ordinary time. */
  public JsonNode request(String method, JsonNode params) {
    return rpc.request(method, params, options.requestTimeout(), null);
  }

  /** Sends any request and waits for its result. */
  public JsonNode request(String method, JsonNode params, Duration timeout) {
    return rpc.request(method, params, timeout, null);
  }

  /**
   * Answers requests that belong to no thread, or to one without a handler of its own. Without any
   * handler they are declined.
   */
  public void onRequest(@Nullable ServerRequestHandler handler) {
    desk.fallback(handler);
  }

  /**
   * Hears notifications that belong to no thread's stream: warnings about the configuration,
   * account and rate limit updates, and so on. Called in order, one at a time, on a virtual thread.
   */
  public void onNotice(@Nullable Consumer<ThreadEvent> listener) {
    router.notices().listener(listener);
  }

  /** The warnings that Codex has sent so far, each once, in no order; at most some hundred. */
  public Set<TurnEvent.Warned> warnings() {
    return router.warnings();
  }

  /** Why the connection has ended, or null while it is up. */
  public @Nullable TransportEnd closed() {
    return rpc.end(); // set before any caller hears of the end by a failed request
  }

  /** Calls the listener once, on a virtual thread, when the connection ends or if it has ended. */
  public void onClosed(Consumer<TransportEnd> listener) {
    TransportEnd end;
    lock.lock();
    try {
      end = closed;
      if (end == null) {
        closeListeners.add(listener);
        return;
      }
    } finally {
      lock.unlock();
    }
    tell(listener, end);
  }

  /**
   * Ends the connection and, if there is one, the process: by closing its input, then by signal,
   * then by force. Returns when it is gone, or when the close timeout is over.
   */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      try {
        transport.close();
      } finally {
        rpc.ended(TransportEnd.because("The connection to Codex was closed."));
        transportClosed.countDown();
      }
    } else {
      awaitTransportClosed();
    }
  }

  JsonNode request(String method, JsonNode params, Consumer<JsonNode> beforeReadingOn) {
    return rpc.request(method, params, options.requestTimeout(), beforeReadingOn);
  }

  void forget(CodexThread thread) {
    threads.remove(thread);
  }

  private void shakeHands() {
    ObjectNode params = Json.object();
    params
        .putObject("clientInfo")
        .put("name", options.clientName())
        .put("title", options.clientTitle())
        .put("version", options.clientVersion());
    ObjectNode capabilities =
        params.putObject("capabilities").put("experimentalApi", options.experimentalApi());
    if (!options.optOutNotifications().isEmpty()) {
      var methods = capabilities.putArray("optOutNotificationMethods");
      options.optOutNotifications().forEach(methods::add);
    }
    serverInfo = ServerInfo.of(rpc.requestOnce("initialize", params, options.startTimeout(), null));
    rpc.notify("initialized");
    transport.established();
    logVersion();
  }

  private void logVersion() {
    String warning = versionWarning();
    if (warning != null) {
      log.warn("{}", warning);
    } else if (serverInfo.version() == null || !serverInfo.isOfTestedLine()) {
      log.info("Codex {}; tested with {}", serverInfo.userAgent(), ServerInfo.TESTED);
    }
  }

  /** Called by the reader with the answer to thread/start, before it reads on. */
  private @Nullable CodexThread admit(JsonNode answer, ThreadOptions threadOptions) {
    String threadId = idIn(answer);
    if (threadId == null) {
      return null;
    }
    CodexThread thread =
        threads.register(new CodexThread(this, threadId, ThreadSettings.of(answer)));
    equip(thread, threadOptions);
    router.welcome(thread);
    return thread;
  }

  /**
   * Called by the reader with the answer to thread/resume, before it reads on. Null when Codex
   * means another thread, and that one has an owner here who must not lose it.
   */
  private @Nullable CodexThread readmit(
      CodexThread asked, JsonNode answer, ThreadOptions threadOptions) {
    String told = idIn(answer);
    if (told == null || told.equals(asked.id())) {
      asked.resumed(ThreadSettings.of(answer));
      return asked;
    }
    log.warn("thread {} was asked for, Codex resumed thread {}", asked.id(), told);
    CodexThread thread = threads.find(told) == null ? admit(answer, threadOptions) : null;
    if (thread != null) {
      thread.resumed(ThreadSettings.of(answer));
    }
    return thread;
  }

  private static @Nullable String idIn(JsonNode answer) {
    return Json.text(answer.path("thread"), "id");
  }

  private static void equip(CodexThread thread, ThreadOptions threadOptions) {
    if (threadOptions.requestHandler() != null) {
      thread.onRequest(threadOptions.requestHandler());
    }
    if (threadOptions.idleListener() != null) {
      thread.onIdleEvent(threadOptions.idleListener());
    }
  }

  private static String abbreviate(JsonNode node) {
    String text = node.toString();
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  private static void tell(Consumer<TransportEnd> listener, TransportEnd end) {
    Thread.ofVirtual().name("codex-closed").start(() -> listener.accept(end));
  }

  private void awaitTransportClosed() {
    try {
      transportClosed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Receives from the reader. */
  private final class Dispatch implements RpcConnection.Incoming {
    @Override
    public void notification(String method, JsonNode params) {
      router.route(method, params);
    }

    @Override
    public void request(RequestId id, String method, JsonNode params) {
      desk.take(id, method, params);
    }

    @Override
    public void ended(TransportEnd end) {
      String reason = Failures.describe(end);
      threads.all().forEach(thread -> thread.transportLost(reason));
      desk.withdrawAll();
      List<Consumer<TransportEnd>> listeners;
      lock.lock();
      try {
        closed = end;
        listeners = closeListeners;
        closeListeners = new ArrayList<>();
      } finally {
        lock.unlock();
      }
      listeners.forEach(listener -> tell(listener, end));
      // The reader calls this, and the transport's end may have to wait for the reader.
      Thread.ofVirtual().name("codex-close").start(CodexClient.this::close);
    }
  }
}
