package ai.band.platform.phoenix;

import tools.jackson.databind.JsonNode;

/**
 * What happens on one topic.
 *
 * <p>The methods of one channel are called one at a time, in order, on a virtual thread of that
 * channel; they may block without holding up the socket or another topic. What they throw is logged
 * and does not stop the topic.
 */
public interface ChannelListener {
  /** A push of the server. The payload is always an object. */
  void onEvent(String event, JsonNode payload);

  /**
   * The server accepted the join; events follow.
   *
   * @param rejoin true when the channel had been lost, so that events may have been missed
   */
  default void onJoined(JsonNode response, boolean rejoin) {}

  /** The channel is not joined any more, or a join of it failed; the loss says what comes next. */
  default void onLost(ChannelLoss loss) {}

  /**
   * Events were dropped, oldest first, because this listener is slower than the server.
   *
   * @param dropped how many since the last call
   */
  default void onOverflow(long dropped) {}
}
