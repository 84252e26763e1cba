package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The topic on which the platform gives orders to the agent as a whole. */
final class ControlTopic implements ChannelListener {
  private static final Logger log = LoggerFactory.getLogger(ControlTopic.class);

  private final String agentId;
  private final PushParser parser;
  private final Consumer<ControlSignal> onControl;
  private final Consumer<Superseded> onSuperseded;
  private final Runnable onMissed;
  private final TopicEnd onEnded;

  // Used on the channel's own thread only.
  private boolean joinedBefore;
  private @Nullable ChannelLoss lastLoss;

  ControlTopic(
      String agentId,
      PushParser parser,
      Consumer<ControlSignal> onControl,
      Consumer<Superseded> onSuperseded,
      Runnable onMissed,
      TopicEnd onEnded) {
    this.agentId = agentId;
    this.parser = parser;
    this.onControl = onControl;
    this.onSuperseded = onSuperseded;
    this.onMissed = onMissed;
    this.onEnded = onEnded;
  }

  @Override
  public void onEvent(String event, JsonNode payload) {
    switch (event) {
      case "supersede" -> onSuperseded.accept(parser.superseded(payload));
      case "agent.control" -> control(payload);
      default -> parser.unknown(event);
    }
  }

  /** After a lost connection everything is looked at anyway. */
  @Override
  public void onJoined(JsonNode response, boolean rejoin) {
    if (joinedBefore && !(lastLoss instanceof ChannelLoss.Disconnected)) {
      onMissed.run();
    }
    joinedBefore = true;
  }

  @Override
  public void onOverflow(long dropped) {
    onMissed.run();
  }

  @Override
  public void onLost(ChannelLoss loss) {
    lastLoss = loss;
    if (joinedBefore && TopicEnd.isEnd(loss)) {
      onEnded.ended(this, loss);
    }
  }

  private void control(JsonNode payload) {
    var signal = parser.control(payload);
    if (signal == null) {
      return;
    }
    if (signal.agentId().equalsIgnoreCase(agentId)) {
      onControl.accept(signal);
    } else {
      log.warn("ignoring a control signal for another agent");
    }
  }
}
