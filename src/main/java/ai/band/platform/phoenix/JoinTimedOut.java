package ai.band.platform.phoenix;

import java.time.Duration;

/** The server did not answer a join in time. The topic is given up, also at the server. */
public final class JoinTimedOut extends PhoenixException {
  private final String topic;

  JoinTimedOut(String topic, Duration waited) {
    super("No answer to the join of " + topic + " within " + waited.toMillis() + " ms.", null);
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
