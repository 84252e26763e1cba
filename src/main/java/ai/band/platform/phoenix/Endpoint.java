package ai.band.platform.phoenix;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where to connect. Its text leaves out the query, which may hold a key. */
record Endpoint(URI uri) {
  /**
   * @param added query parameters, unencoded; they replace those of the address, whose others stay
   */
  static Endpoint of(URI address, Map<String, String> added) {
    String scheme = String.valueOf(address.getScheme());
    if (!(scheme.equals("ws") || scheme.equals("wss")) || address.getHost() == null) {
      throw new IllegalArgumentException(
          "The socket URL must have the form wss://host/path/websocket or ws://….");
    }
    Map<String, String> ours = new HashMap<>(added);
    ours.put("vsn", "2.0.0");
    List<String> query = new ArrayList<>(kept(address.getRawQuery(), ours));
    added.forEach((name, value) -> query.add(encode(name) + "=" + encode(value)));
    query.removeIf(parameter -> nameOf(parameter).equals("vsn"));
    query.add("vsn=2.0.0");
    String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    return new Endpoint(
        URI.create(
            scheme + "://" + address.getRawAuthority() + path + "?" + String.join("&", query)));
  }

  boolean secure() {
    return uri.getScheme().equals("wss");
  }

  /** Without the brackets of an IPv6 address. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    int given = uri.getPort();
    return given != -1 ? given : secure() ? 443 : 80;
  }

  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getHost() + ":" + port() + uri.getRawPath();
  }

  private static List<String> kept(String rawQuery, Map<String, String> replaced) {
    if (rawQuery == null || rawQuery.isEmpty()) {
      return List.of();
    }
    List<String> kept = new ArrayList<>();
    for (String parameter : rawQuery.split("&", -1)) {
      if (!parameter.isEmpty() && !replaced.containsKey(nameOf(parameter))) {
        kept.add(parameter);
      }
    }
    return kept;
  }

  private static String nameOf(String parameter) {
    int equals = parameter.indexOf('=');
    String raw = equals < 0 ? parameter : parameter.substring(0, equals);
    return URLDecoder.decode(raw, StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
