package ai.band.local.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One request, read completely. */
public final class HttpRequest {
  private final String method;
  private final String path;
  private final String query;
  private final HttpHeaders headers;
  private final byte[] body;

  HttpRequest(String method, String path, String query, HttpHeaders headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
  }

  /** Upper case, as sent. */
  public String method() {
    return method;
  }

  /** Still percent-encoded, without the query. */
  public String path() {
    return path;
  }

  /** Still percent-encoded, empty when there is none. */
  public String query() {
    return query;
  }

  public HttpHeaders headers() {
    return headers;
  }

  /** Empty when there is none; not a copy. */
  public byte[] body() {
    return body;
  }

  /** The path's parts, decoded; an empty list for {@code /}. */
  public List<String> segments() {
    var parts = new ArrayList<String>(8);
    int from = 1;
    while (from < path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      parts.add(decoded(path.substring(from, to), false));
      from = to + 1;
    }
    return parts;
  }

  /** The query parameters; of a repeated one the first counts. */
  public Map<String, String> parameters() {
    if (query.isEmpty()) {
      return Map.of();
    }
    var found = new LinkedHashMap<String, String>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!name.isEmpty()) {
        found.putIfAbsent(decoded(name, true), decoded(value, true));
      }
    }
    return found;
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether a web page of another host makes this request; programs send no {@code Origin}. */
  public boolean isFromElsewhere() {
    String origin = headers.first("origin");
    if (origin == null) {
      return false;
    }
    try {
      String host = URI.create(origin).getHost();
      return !"127.0.0.1".equals(host) && !"localhost".equals(host);
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static String decoded(String text, boolean plusIsBlank) {
    if (text.indexOf('%') < 0 && !(plusIsBlank && text.indexOf('+') >= 0)) {
      return text;
    }
    try {
      String source = plusIsBlank ? text : text.replace("+", "%2B");
      return URLDecoder.decode(source, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a broken escape stays as it is and then matches nothing
    }
  }
}
