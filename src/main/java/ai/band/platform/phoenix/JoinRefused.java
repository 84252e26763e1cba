package ai.band.platform.phoenix;

import tools.jackson.databind.JsonNode;

/** The server answered a join with an error. */
public final class JoinRefused extends PhoenixException {
  private final String topic;
  private final String reason;
  private final transient JsonNode response;

  JoinRefused(String topic, String reason, JsonNode response) {
    super("The server refused to join " + topic + ": " + reason + ".", null);
    this.topic = topic;
    this.reason = reason;
    this.response = response;
  }

  public String topic() {
    return topic;
  }

  /** The text of {@code response.reason}, for instance {@code unauthorized}. */
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
