package ai.band.platform.phoenix;

import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One topic of a {@link PhoenixSocket}. Safe to use from any thread. */
public final class PhoenixChannel {
  private final JoinRequest request;

  PhoenixChannel(JoinRequest request) {
    this.request = request;
  }

  public String topic() {
    return request.topic();
  }

  public ChannelState state() {
    return ChannelState.ENDED;
  }

  /**
   * Leaves the topic and waits for the server's answer, which may never come. No call of the
   * listener begins after this returns.
   *
   * @return whether the server answered in time; true as well when there was nothing to leave
   */
  public boolean leave(Duration timeout) {
    return true;
  }

  /**
   * Sends an event and waits for its answer.
   *
   * @return the server's response
   * @throws PushRefused the server answered with an error
   * @throws PushTimedOut no answer in time
   * @throws ChannelEnded the channel is not joined, or ended while waiting; nothing is sent later
   */
  public JsonNode push(String event, ObjectNode payload, Duration timeout)
      throws InterruptedException {
    throw new ChannelEnded(topic(), event);
  }
}
