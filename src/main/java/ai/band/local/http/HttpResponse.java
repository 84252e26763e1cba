package ai.band.local.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One answer. */
public final class HttpResponse {
  private static final byte[] NOTHING = new byte[0];

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private HttpResponse(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  /** Fields beyond {@code content-length} and {@code connection}, which the server writes. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Not a copy. */
  public byte[] body() {
    return body;
  }

  /** An answer without a body. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, Map.of(), NOTHING);
  }

  /** An answer with plain text. */
  public static HttpResponse text(int status, String text) {
    return new HttpResponse(
        status,
        Map.of("content-type", "text/plain; charset=utf-8"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer with JSON that is already written. */
  public static HttpResponse json(int status, byte[] json) {
    return new HttpResponse(
        status, Map.of("content-type", "application/json; charset=utf-8"), json);
  }

  /** The same with one more header field. */
  public HttpResponse with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpResponse(status, more, body);
  }
}
