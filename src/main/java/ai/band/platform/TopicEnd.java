package ai.band.platform;

import ai.band.platform.phoenix.ChannelListener;
import ai.band.platform.phoenix.ChannelLoss;

/** Hears how a topic fares: given up while the connection goes on, down for now, or joined. */
interface TopicEnd {
  void ended(ChannelListener topic, ChannelLoss loss);

  /** Not joined for now; the socket joins it again. */
  default void down() {}

  /** Joined. */
  default void up() {}

  static boolean isEnd(ChannelLoss loss) {
    return !loss.willRejoin() && !(loss instanceof ChannelLoss.SocketTerminated);
  }

  static String reason(ChannelLoss loss) {
    return switch (loss) {
      case ChannelLoss.Refused refused -> refused.reason();
      case ChannelLoss.Crashed ignored -> "crashed on the server";
      case ChannelLoss.Unanswered ignored -> "the join is not answered";
      case ChannelLoss.Disconnected ignored -> "the connection is lost";
      case ChannelLoss.ClosedByServer ignored -> "closed by the server";
      case ChannelLoss.SocketTerminated ignored -> "the socket has ended";
    };
  }
}
