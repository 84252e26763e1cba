package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** One topic whose pushes become events. */
final class EventTopic implements ChannelListener {
  private static final Logger log = LoggerFactory.getLogger(EventTopic.class);

  private final String topic;
  private final @Nullable String roomId;
  private final PushParser parser;
  private final LinkListener listener;
  private final TopicEnd onEnded;

  // Used on the channel's own thread only.
  private boolean joinedBefore;
  private boolean warned;
  private @Nullable ChannelLoss lastLoss;

  /**
   * @param roomId null for topics of the agent
   * @param onEnded told when a topic that was joined will not be joined again by the socket
   */
  EventTopic(
      String topic,
      @Nullable String roomId,
      PushParser parser,
      LinkListener listener,
      TopicEnd onEnded) {
    this.topic = topic;
    this.roomId = roomId;
    this.parser = parser;
    this.listener = listener;
    this.onEnded = onEnded;
  }

  @Override
  public void onEvent(String event, JsonNode payload) {
    var parsed = parser.event(roomId, event, payload);
    if (parsed != null) {
      listener.onEvent(parsed);
    }
  }

  /**
   * After a lost connection everything is read again anyway; after other losses only this topic.
   */
  @Override
  public void onJoined(JsonNode response, boolean rejoin) {
    onEnded.up();
    if (warned) {
      warned = false;
      log.info("topic {} is joined again", topic);
    }
    if (joinedBefore && !(lastLoss instanceof ChannelLoss.Disconnected)) {
      listener.onEvent(new PlatformEvent.ResyncNeeded(roomId));
    }
    joinedBefore = true;
  }

  @Override
  public void onLost(ChannelLoss loss) {
    lastLoss = loss;
    if (joinedBefore && TopicEnd.isEnd(loss)) {
      onEnded.ended(this, loss);
    } else if (loss.willRejoin()) {
      tellOfTrouble(loss);
      onEnded.down();
    }
  }

  /** Once: a topic may fail again and again. */
  private void tellOfTrouble(ChannelLoss loss) {
    if (warned || loss instanceof ChannelLoss.Disconnected) {
      log.debug("topic {} is down: {}", topic, loss);
    } else {
      warned = true;
      log.warn("topic {} is down ({}), joining it again", topic, TopicEnd.reason(loss));
    }
  }

  @Override
  public void onOverflow(long dropped) {
    log.warn("topic {}: {} events were dropped, reading again", topic, dropped);
    listener.onEvent(new PlatformEvent.ResyncNeeded(roomId));
  }
}
