package ai.band.platform.phoenix;

import tools.jackson.databind.JsonNode;

/** The server answered a push with an error. */
public final class PushRefused extends PhoenixException {
  private final String reason;
  private final transient JsonNode response;

  PushRefused(String topic, String event, String reason, JsonNode response) {
    super("The server refused " + event + " on " + topic + ": " + reason + ".", null);
    this.reason = reason;
    this.response = response;
  }

  /** The text of {@code response.reason}. */
  public String reason() {
    return reason;
  }

  /** The whole response of the server. */
  public JsonNode response() {
    return response;
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
