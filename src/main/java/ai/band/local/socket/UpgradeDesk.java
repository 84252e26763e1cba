package ai.band.local.socket;

import ai.band.local.fault.UpgradeFault;
import ai.band.local.http.HttpOutcome;
import ai.band.local.http.HttpRequest;
import ai.band.local.http.HttpResponse;
import ai.band.local.json.Json;
import ai.band.local.world.Directory;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Decides who gets a socket. A refusal is an HTTP answer. */
public final class UpgradeDesk {
  private static final String HANDSHAKE_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final Directory directory;
  private final SocketHub hub;
  private final AtomicLong counter = new AtomicLong();

  public UpgradeDesk(Directory directory, SocketHub hub) {
    this.directory = directory;
    this.hub = hub;
  }

  /** Answers a request for the socket's path. */
  public HttpOutcome handle(HttpRequest request) {
    Integer closeAtOnce = null;
    for (UpgradeFault.Effect effect : hub.faults().ofUpgrade()) {
      switch (effect) {
        case UpgradeFault.Effect.Cut() -> {
          return new HttpOutcome.Cut();
        }
        case UpgradeFault.Effect.Refuse refuse -> {
          return new HttpOutcome.Respond(scripted(refuse));
        }
        case UpgradeFault.Effect.Delay(Duration duration) -> pause(duration);
        case UpgradeFault.Effect.AcceptThenClose(int code) -> closeAtOnce = code;
      }
    }
    if (!request.method().equals("GET")) {
      return refused(HttpResponse.empty(400));
    }
    Map<String, String> query = request.parameters();
    Identity identity = identity(request, query);
    String version = query.getOrDefault("vsn", "1.0.0");
    if (identity == null || !isVersion(version) || request.isFromElsewhere()) {
      return refused(HttpResponse.empty(403));
    }
    HttpResponse malformed = handshakeProblem(request);
    if (malformed == null) {
      malformed = conflict(identity, query.get("on_conflict"));
    }
    return malformed != null
        ? refused(malformed)
        : accepted(request, identity, version.startsWith("2."), closeAtOnce);
  }

  private HttpOutcome accepted(
      HttpRequest request, Identity identity, boolean understood, @Nullable Integer closeAtOnce) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("upgrade", "websocket");
    headers.put("connection", "Upgrade");
    headers.put("sec-websocket-accept", accept(request));
    headers.put("cache-control", "max-age=0, private, must-revalidate");
    return new HttpOutcome.Upgrade(
        headers, (socket, input) -> run(identity, understood, closeAtOnce, socket, input));
  }

  private void run(
      Identity identity,
      boolean understood,
      @Nullable Integer closeAtOnce,
      Socket socket,
      InputStream input)
      throws IOException {
    String id = Long.toString(counter.incrementAndGet());
    var session = new PhoenixSession(id, identity, understood, socket, hub);
    hub.add(session);
    try {
      if (closeAtOnce != null) {
        session.close(closeAtOnce);
      }
      session.run(input);
    } finally {
      hub.remove(session);
    }
  }

  /** The header's key wins over the query's; an owner's key with an agent's id is the agent. */
  private @Nullable Identity identity(HttpRequest request, Map<String, String> query) {
    String key = request.headers().first("x-api-key");
    if (key == null) {
      key = query.getOrDefault("api_key", query.get("token"));
    }
    Identity owner = key == null ? null : directory.byKey(key);
    String agentId = query.get("agent_id");
    if (agentId == null || owner == null) {
      return owner;
    }
    return switch (owner) {
      case RegisteredAgent agent -> agent.id().equals(agentId) ? agent : null;
      case Person person ->
          directory.byId(agentId) instanceof RegisteredAgent agent && agent.owner() == person
              ? agent
              : null;
    };
  }

  private static boolean isVersion(String version) {
    return version.matches("[12]\\.\\d+\\.\\d+");
  }

  private static @Nullable HttpResponse handshakeProblem(HttpRequest request) {
    if (!request.headers().contains("connection", "upgrade")) {
      return HttpResponse.text(400, "'connection' header must contain 'upgrade', got []");
    }
    if (!request.headers().contains("upgrade", "websocket")) {
      return HttpResponse.text(400, "'upgrade' header must contain 'websocket', got []");
    }
    String version = request.headers().first("sec-websocket-version");
    if (!"13".equals(version)) {
      String got = version == null ? "[]" : "[\"" + version + "\"]";
      return HttpResponse.text(400, "'sec-websocket-version' header must equal '13', got " + got);
    }
    return request.headers().first("sec-websocket-key") == null
        ? HttpResponse.text(400, "'sec-websocket-key' header is absent")
        : null;
  }

  private @Nullable HttpResponse conflict(Identity identity, @Nullable String onConflict) {
    return switch (onConflict) {
      case null -> null;
      case "supersede" -> null;
      case "reject" ->
          identity instanceof RegisteredAgent && hub.connected(identity)
              ? error(409, "connection_conflict", "the agent has a live connection")
              : null;
      default -> error(400, "invalid_on_conflict", "on_conflict must be supersede or reject");
    };
  }

  private static HttpResponse error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error")
        .put("code", code)
        .put("message", message)
        .put("request_id", "local-upgrade");
    return HttpResponse.json(status, Json.bytes(body));
  }

  private static HttpResponse scripted(UpgradeFault.Effect.Refuse refuse) {
    HttpResponse response =
        refuse.body() == null
            ? HttpResponse.empty(refuse.status())
            : HttpResponse.json(refuse.status(), refuse.body().getBytes(StandardCharsets.UTF_8));
    return refuse.retryAfter() == null
        ? response
        : response.with("retry-after", Long.toString(refuse.retryAfter().toSeconds()));
  }

  private static HttpOutcome refused(HttpResponse response) {
    return new HttpOutcome.Respond(response);
  }

  private static String accept(HttpRequest request) {
    try {
      String text = request.headers().first("sec-websocket-key") + HANDSHAKE_SUFFIX;
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
