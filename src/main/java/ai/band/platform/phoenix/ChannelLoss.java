package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Why a channel is not joined. */
public sealed interface ChannelLoss {
  /** Whether the socket joins the topic again by itself. If not, the channel has ended. */
  boolean willRejoin();

  /** The channel's process crashed on the server ({@code phx_error}). */
  record Crashed(JsonNode payload, Duration retryIn) implements ChannelLoss {
    @Override
    public boolean willRejoin() {
      return true;
    }
  }

  /** The server ended the channel on purpose ({@code phx_close}) without being asked. */
  record ClosedByServer() implements ChannelLoss {
    @Override
    public boolean willRejoin() {
      return false;
    }
  }

  /** The connection was lost; the topic is joined again after the reconnect. */
  record Disconnected(CloseInfo close) implements ChannelLoss {
    @Override
    public boolean willRejoin() {
      return true;
    }
  }

  /**
   * The server refused the join.
   *
   * @param retryIn empty when the refusal is final and the channel has ended
   */
  record Refused(String reason, JsonNode response, Optional<Duration> retryIn)
      implements ChannelLoss {
    @Override
    public boolean willRejoin() {
      return retryIn.isPresent();
    }
  }

  /**
   * The server did not answer the join in time; it is tried again.
   *
   * @param attempt how many joins in a row have failed, from 1
   */
  record Unanswered(int attempt, Duration retryIn) implements ChannelLoss {
    @Override
    public boolean willRejoin() {
      return true;
    }
  }

  /** The socket ended for good. */
  record SocketTerminated(Termination termination) implements ChannelLoss {
    @Override
    public boolean willRejoin() {
      return false;
    }
  }
}
