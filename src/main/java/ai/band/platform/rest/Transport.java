package ai.band.platform.rest;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange: sends a call once and tells success, refusal and silence apart. */
final class Transport implements AutoCloseable {
  static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  private static final String ROOT = "/api/v1/agent";
  private static final MediaType JSON = MediaType.get("application/json");
  private static final int IDLE_CONNECTIONS = 32;
  private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

  private final OkHttpClient client;
  private final String base;
  private final Headers headers;
  private final String apiKey;
  private final StaleConnections stale;
  private final InstantSource clock = InstantSource.system();
  private volatile boolean closed;

  Transport(BandRestOptions options) {
    this(options, LOOK_AFTER);
  }

  /**
   * @param lookAfter how long a connection may be idle before it is looked at
   */
  Transport(BandRestOptions options, Duration lookAfter) {
    stale = new StaleConnections(lookAfter);
    apiKey = options.apiKey();
    base = withoutTrailingSlash(options.baseUri().toString()) + ROOT;
    headers =
        Headers.of(
            "X-API-Key", apiKey, "Accept", "application/json", "User-Agent", options.userAgent());
    client =
        trusting(options.authorities())
            .connectionSpecs(connectionSpecs(options))
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 5, TimeUnit.MINUTES))
            .connectTimeout(options.connectTimeout())
            .callTimeout(options.requestTimeout())
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .followRedirects(false) // the key must not travel to another host
            .socketFactory(new PromptSockets())
            .addNetworkInterceptor(stale)
            .addNetworkInterceptor(new RetryAfter.Keeper())
            .eventListenerFactory(call -> call.request().tag(Attempt.class))
            .build();
  }

  /**
   * Without TLS the trusted certificates need not be read, which takes long and stays in memory.
   */
  private static List<ConnectionSpec> connectionSpecs(BandRestOptions options) {
    return List.of(
        "https".equalsIgnoreCase(options.baseUri().getScheme())
            ? ConnectionSpec.MODERN_TLS
            : ConnectionSpec.CLEARTEXT);
  }

  private static OkHttpClient.Builder trusting(@Nullable TrustedAuthorities authorities) {
    var builder = new OkHttpClient.Builder();
    if (authorities == null) {
      return builder;
    }
    var trust = authorities.trustManager();
    return builder.sslSocketFactory(TrustedAuthorities.context(trust).getSocketFactory(), trust);
  }

  /** Sends the call once. */
  Answer send(RestCall call) {
    if (Thread.currentThread().isInterrupted()) {
      throw RestFailures.interrupted(call, false, null);
    }
    if (closed) {
      throw RestFailures.unreachable(call, new IOException("the client is closed"));
    }
    for (int looks = 1; ; looks++) {
      var attempt = new Attempt(stale);
      try {
        return exchange(call, attempt);
      } catch (StaleConnections.Stale hungUp) {
        dropIdleConnections();
        if (looks > IDLE_CONNECTIONS) {
          throw silence(call, attempt, hungUp);
        }
      } catch (IOException failure) {
        throw silence(call, attempt, failure);
      }
    }
  }

  private Answer exchange(RestCall call, Attempt attempt) throws IOException {
    var exchange = client.newCall(request(call, attempt));
    if (call.deadline() != null) {
      exchange.timeout().timeout(call.deadline().toNanos(), TimeUnit.NANOSECONDS);
    }
    try (Response response = exchange.execute()) {
      var body = body(call, response);
      if (response.isSuccessful()) {
        return new Answer(call, response.code(), body);
      }
      throw refusal(call, response, body);
    }
  }

  /** Idle connections of a server that went away are of no use to the next call. */
  void dropIdleConnections() {
    client.connectionPool().evictAll();
  }

  @Override
  public void close() {
    closed = true;
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }

  private Request request(RestCall call, Attempt attempt) {
    return new Request.Builder()
        .url(base + call.path())
        .headers(headers)
        .method(call.method(), requestBody(call))
        .tag(Attempt.class, attempt)
        .build();
  }

  /** Without one where HTTP wants none, an empty one where it wants one. */
  private static @Nullable RequestBody requestBody(RestCall call) {
    boolean repeatable = call.repeat() == RestCall.Repeat.SAFE;
    var body = call.body();
    if (body != null) {
      return new JsonBody(body, repeatable);
    }
    return switch (call.method()) {
      case "GET" -> null;
      default -> new JsonBody(new byte[0], repeatable);
    };
  }

  private static byte[] body(RestCall call, Response response) throws IOException {
    var source = response.body().source();
    if (source.request(MAX_ANSWER_BYTES + 1L)) {
      throw RestFailures.unreadable(
          call, response.code(), new IOException("longer than " + MAX_ANSWER_BYTES + " bytes"));
    }
    return source.readByteArray();
  }

  private BandRestException refusal(RestCall call, Response response, byte[] body) {
    var requestId = response.header("x-request-id");
    return RestFailures.answered(
        call,
        response.code(),
        body,
        RetryAfter.parse(response.header(RetryAfter.Keeper.KEPT), clock.instant()),
        requestId == null ? "" : requestId,
        apiKey);
  }

  private BandRestException silence(RestCall call, Attempt attempt, IOException failure) {
    if (Thread.currentThread().isInterrupted()) {
      return RestFailures.interrupted(call, attempt.sent(), failure);
    }
    if (!attempt.sent() || call.repeat() != RestCall.Repeat.IF_UNSEEN) {
      return RestFailures.unreachable(call, failure);
    }
    if (attempt.reused()) {
      stale.suspect();
      dropIdleConnections();
    }
    return RestFailures.outcomeUnknown(call, failure);
  }

  private static String withoutTrailingSlash(String text) {
    return text.endsWith("/") ? withoutTrailingSlash(text.substring(0, text.length() - 1)) : text;
  }

  private static final class JsonBody extends RequestBody {
    private final byte[] bytes;
    private final boolean repeatable;

    JsonBody(byte[] bytes, boolean repeatable) {
      this.bytes = bytes;
      this.repeatable = repeatable;
    }

    @Override
    public @Nullable MediaType contentType() {
      return bytes.length == 0 ? null : JSON;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    /** Keeps OkHttp from sending the request a second time by itself. */
    @Override
    public boolean isOneShot() {
      return !repeatable;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
