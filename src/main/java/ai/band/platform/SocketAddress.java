package ai.band.platform;

import ai.band.platform.phoenix.PhoenixSocket;
import ai.band.platform.phoenix.SocketListener;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Where and how the socket connects: address, parameters and headers. */
final class SocketAddress {
  private SocketAddress() {}

  static PhoenixSocket socket(BandLinkOptions options, SocketListener listener) {
    var key = options.rest().apiKey();
    var builder =
        PhoenixSocket.builder(withoutKey(options.wsUrl()))
            .options(options.socket())
            .headers(() -> Map.of("x-api-key", key))
            .queryParameter("agent_id", options.agentId())
            .retryAfter(LinkFailures::retryAfter)
            .listener(listener);
    var authorities = options.rest().authorities();
    if (authorities != null) {
      builder.sslContext(authorities.context());
    }
    var onConflict = options.onConflict();
    if (onConflict != null) {
      builder.queryParameter("on_conflict", onConflict.wire());
    }
    if (options.sendKeyInQuery()) {
      builder.queryParameter("api_key", key);
    }
    return builder.build();
  }

  /** Keeps the user's own parameters, except a key: it travels as a header. */
  static URI withoutKey(URI address) {
    var query = address.getRawQuery();
    if (query == null) {
      return address;
    }
    var kept =
        Arrays.stream(query.split("&", -1))
            .filter(pair -> !pair.equals("api_key") && !pair.startsWith("api_key="))
            .collect(Collectors.joining("&"));
    var text = address.toString();
    var bare = text.substring(0, text.indexOf('?'));
    try {
      return new URI(kept.isEmpty() ? bare : bare + "?" + kept);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("part of an address is no address", impossible);
    }
  }
}
