package ai.band.platform.phoenix;

import java.time.Duration;

/** The server did not answer a push in time; whether it acted on it is unknown. */
public final class PushTimedOut extends PhoenixException {
  PushTimedOut(String topic, String event, Duration waited) {
    super("No answer to " + event + " on " + topic + " within " + waited.toMillis() + " ms.", null);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
