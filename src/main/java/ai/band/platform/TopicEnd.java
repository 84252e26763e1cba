package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;

/** Hears that the socket has given up a topic while the connection goes on. */
interface TopicEnd {
  void ended(ChannelListener topic, ChannelLoss loss);

  static boolean isEnd(ChannelLoss loss) {
    return !loss.willRejoin() && !(loss instanceof ChannelLoss.SocketTerminated);
  }

  static String reason(ChannelLoss loss) {
    return loss instanceof ChannelLoss.Refused refused ? refused.reason() : "closed by the server";
  }
}
