package ai.band.platform.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One operation of the Agent API. */
final class RestCall {
  private final String method;
  private final String path;
  private final byte @Nullable [] body;
  private final Repeat repeat;
  private final @Nullable Duration deadline;

  /**
   * @param path encoded, below {@code /api/v1/agent}, with its query
   * @param body JSON, or null for none
   * @param deadline overrides the timeout of a try
   */
  private RestCall(
      String method,
      String path,
      byte @Nullable [] body,
      Repeat repeat,
      @Nullable Duration deadline) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.repeat = repeat;
    this.deadline = deadline;
  }

  /** When a failed call may be sent again. */
  enum Repeat {
    /** Sending it twice does no harm. */
    SAFE,
    /** Only when the platform refused it unseen or it never left this process. */
    IF_UNSEEN,
    NEVER
  }

  static RestCall get(String path) {
    return new RestCall("GET", path, null, Repeat.SAFE, null);
  }

  /** A POST that creates something. */
  static RestCall create(String path, JsonNode body) {
    return new RestCall("POST", path, Json.bytes(body), Repeat.IF_UNSEEN, null);
  }

  /** A call that changes something and leads to the same end when it arrives twice. */
  static RestCall settle(String method, String path, @Nullable JsonNode body) {
    return new RestCall(method, path, body == null ? null : Json.bytes(body), Repeat.SAFE, null);
  }

  /** A DELETE; finding nothing the second time would look like a failure. */
  static RestCall remove(String path) {
    return new RestCall("DELETE", path, null, Repeat.IF_UNSEEN, null);
  }

  RestCall once(Duration newDeadline) {
    return new RestCall(method, path, body, Repeat.NEVER, newDeadline);
  }

  /** For texts: without the query, which may hold search words. */
  String label() {
    int query = path.indexOf('?');
    return method + " " + (query < 0 ? path : path.substring(0, query));
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  byte @Nullable [] body() {
    return body;
  }

  Repeat repeat() {
    return repeat;
  }

  @Nullable Duration deadline() {
    return deadline;
  }
}
