package ai.band.platform;

import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.rest.BandRestOptions;
import ai.band.platform.rest.EntityId;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Who connects, and where to.
 *
 * @param agentId UUID of the agent
 * @param wsUrl address of the socket
 * @param onConflict what happens to another live connection of the agent; null leaves it to the
 *     platform, where the newer one wins
 * @param sendKeyInQuery also sends the key in the address of the socket, for servers that read it
 *     only there; default false, because addresses end up in proxy logs
 * @param socket times and bounds of the socket
 * @param rest address, key, times and retries of the REST client
 */
public record BandLinkOptions(
    String agentId,
    URI wsUrl,
    @Nullable OnConflict onConflict,
    boolean sendKeyInQuery,
    PhoenixOptions socket,
    BandRestOptions rest) {
  /** The hosted platform's socket. */
  public static final URI HOSTED = URI.create("wss://app.band.ai/api/v1/socket/websocket");

  /** What to do about another live connection of the same agent. */
  public enum OnConflict {
    /** Take over; the other one is ended. */
    SUPERSEDE("supersede"),
    /** Stand back; connecting fails. */
    REJECT("reject");

    private final String wire;

    OnConflict(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }

  public BandLinkOptions {
    if (agentId.isBlank()) {
      throw new IllegalArgumentException("The agent id is empty. Give the UUID of the agent.");
    }
    agentId = EntityId.canonical(agentId.strip());
    var scheme = wsUrl.getScheme();
    if (!("ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme))
        || wsUrl.getHost() == null) {
      throw new IllegalArgumentException(
          "The Band socket address is not usable. Give one like " + HOSTED + ".");
    }
  }

  /** The hosted platform. */
  public static BandLinkOptions of(String agentId, String apiKey) {
    return of(agentId, apiKey, HOSTED, BandRestOptions.HOSTED);
  }

  public static BandLinkOptions of(String agentId, String apiKey, URI wsUrl, URI restUrl) {
    return new BandLinkOptions(
        agentId,
        wsUrl,
        null,
        false,
        PhoenixOptions.defaults(),
        BandRestOptions.of(restUrl, apiKey));
  }

  public BandLinkOptions withOnConflict(@Nullable OnConflict value) {
    return new BandLinkOptions(agentId, wsUrl, value, sendKeyInQuery, socket, rest);
  }

  public BandLinkOptions withSendKeyInQuery(boolean value) {
    return new BandLinkOptions(agentId, wsUrl, onConflict, value, socket, rest);
  }

  public BandLinkOptions withSocket(PhoenixOptions value) {
    return new BandLinkOptions(agentId, wsUrl, onConflict, sendKeyInQuery, value, rest);
  }

  public BandLinkOptions withRest(BandRestOptions value) {
    return new BandLinkOptions(agentId, wsUrl, onConflict, sendKeyInQuery, socket, value);
  }

  @Override
  public String toString() {
    return "BandLinkOptions[agentId="
        + agentId
        + ", onConflict="
        + onConflict
        + ", rest="
        + rest
        + "]";
  }
}
