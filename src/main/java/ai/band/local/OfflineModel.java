package ai.band.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stand-in for the model behind Codex: answers {@code POST /v1/responses} on a loopback port as a
 * server-sent event stream, without network and without an account.
 *
 * <p>It knows a few fixed skills (answer, list files, write a file, run a command, use the tools of
 * a room, ...), chosen from the last words of the person; {@link #script} replaces them by a
 * function of the test. The same conversation always gets the same answer with the same ids.
 *
 * <p>Every call is served on its own virtual thread, so a slow answer delays nobody else. All
 * methods may be called from any thread.
 */
public final class OfflineModel implements AutoCloseable {
  /** How many of the newest requests {@link #requests()} remembers. */
  public static final int REMEMBERED_REQUESTS = 100;

  private static final Logger log = LoggerFactory.getLogger(OfflineModel.class);
  private static final String PATH = "/v1/responses";
  private static final int BODY_LIMIT = 64 * 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.shared();

  static {
    // Otherwise the answer's small event blocks wait for the peer's delayed acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService calls;
  private final ReentrantLock gate = new ReentrantLock(); // guards requests
  private final ArrayDeque<ModelRequest> requests = new ArrayDeque<>();
  private volatile Function<ModelRequest, ModelReply> brain = ModelSkills::reply;

  private OfflineModel(HttpServer server) {
    this.server = server;
    this.calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("offline-model-", 0).factory());
  }

  /**
   * Starts a model on a loopback port.
   *
   * @param port the port, or 0 for a free one
   * @return the running model; close it to release the port
   * @throws UncheckedIOException when the port cannot be bound
   */
  public static OfflineModel start(int port) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var model = new OfflineModel(HttpServer.create(address, 0));
      model.server.createContext("/", model::handle);
      model.server.setExecutor(model.calls);
      model.server.start();
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The offline model cannot listen on port %d: %s. Choose another port."
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /**
   * What Codex needs as {@code base_url} of its model provider.
   *
   * @return the address, ending in {@code /v1}
   */
  public URI baseUrl() {
    var address = server.getAddress();
    return URI.create(
        "http://%s:%d/v1".formatted(address.getAddress().getHostAddress(), address.getPort()));
  }

  /**
   * Settings that make Codex use this model.
   *
   * @return settings to refine, then to write into a Codex home folder
   */
  public OfflineCodexConfig codexConfig() {
    return OfflineCodexConfig.of(baseUrl());
  }

  /**
   * The text of a {@code config.toml} that makes Codex use this model, with every default.
   *
   * @return the text
   */
  public String codexConfigToml() {
    return codexConfig().toToml();
  }

  /**
   * Replaces the skills. The function runs on the call's own thread and may block; what it throws
   * becomes an HTTP 500.
   *
   * @param brain from request to reply
   */
  public void script(Function<ModelRequest, ModelReply> brain) {
    this.brain = brain;
  }

  /** Brings the skills back after {@link #script}. */
  public void unscript() {
    this.brain = ModelSkills::reply;
  }

  /**
   * The newest requests of all threads, oldest first.
   *
   * @return a copy with at most {@value #REMEMBERED_REQUESTS} entries
   */
  public List<ModelRequest> requests() {
    gate.lock();
    try {
      return List.copyOf(requests);
    } finally {
      gate.unlock();
    }
  }

  /**
   * The newest requests of one Codex thread, oldest first.
   *
   * @param threadId the thread
   * @return those of {@link #requests()} that belong to it
   */
  public List<ModelRequest> requests(String threadId) {
    return requests().stream().filter(request -> request.threadId().equals(threadId)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    calls.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        refuse(exchange, ModelReply.refusal(404, "not_found", "Only POST " + PATH + " exists."));
      } else if (!exchange.getRequestMethod().equals("POST")) {
        refuse(exchange, ModelReply.refusal(405, "method_not_allowed", "Use POST."));
      } else {
        answer(exchange);
      }
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    ModelRequest request;
    try {
      request = read(exchange);
    } catch (IllegalArgumentException e) {
      refuse(exchange, ModelReply.refusal(400, "invalid_request_error", message(e)));
      return;
    }
    remember(request);
    var reply = think(request);
    if (reply.refusal() != null) {
      refuse(exchange, reply);
      return;
    }
    var headers = exchange.getResponseHeaders();
    reply.headers().forEach(headers::set);
    headers.set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    var stream = new ReplyStream(exchange.getResponseBody(), request.inputSize());
    if (!stream.write(reply)) {
      // Closing the exchange would end the body properly; an exception drops the connection.
      throw new IOException("the reply ends by cutting the stream");
    }
  }

  private ModelReply think(ModelRequest request) {
    try {
      return brain.apply(request);
    } catch (RuntimeException e) {
      log.warn("offline model: the script failed for thread {}", request.threadId(), e);
      return ModelReply.refusal(500, "server_error", "The script failed: " + message(e));
    }
  }

  private static ModelRequest read(HttpExchange exchange) throws IOException {
    byte[] bytes = bytes(exchange.getRequestBody());
    JsonNode body;
    try {
      body = JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("The body is not JSON: " + e.getOriginalMessage(), e);
    }
    var threadId = exchange.getRequestHeaders().getFirst("thread-id");
    return ModelRequest.of(threadId, body);
  }

  private static byte[] bytes(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(BODY_LIMIT + 1);
    if (bytes.length > BODY_LIMIT) {
      throw new IllegalArgumentException("The body is larger than " + BODY_LIMIT + " bytes.");
    }
    return bytes;
  }

  private void remember(ModelRequest request) {
    gate.lock();
    try {
      if (requests.size() == REMEMBERED_REQUESTS) {
        requests.removeFirst();
      }
      requests.addLast(request);
    } finally {
      gate.unlock();
    }
  }

  private static void refuse(HttpExchange exchange, ModelReply reply) throws IOException {
    var refusal = reply.refusal();
    if (refusal == null) {
      throw new IllegalStateException("not a refusal");
    }
    var error =
        Map.of("message", refusal.message(), "type", refusal.code(), "code", refusal.code());
    byte[] body = JSON.writeValueAsString(Map.of("error", error)).getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    reply.headers().forEach(headers::set);
    headers.set("content-type", "application/json");
    exchange.sendResponseHeaders(refusal.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static String message(Throwable e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
