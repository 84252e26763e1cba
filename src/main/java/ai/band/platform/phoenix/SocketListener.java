package ai.band.platform.phoenix;

import java.time.Duration;

/**
 * What happens to the connection. Called one at a time, in order, on a thread of its own; the
 * methods may block and may call the socket.
 */
public interface SocketListener {
  /**
   * A connection is open. Nothing has been joined on it yet.
   *
   * @param generation 1 for the first connection of the socket, one more for each later one
   */
  default void onConnected(long generation) {}

  /** The connection was lost; a new attempt is made after the delay. */
  default void onDisconnected(CloseInfo close, Duration retryIn) {}

  /** An attempt to connect failed; a new one is made after the delay. */
  default void onConnectFailed(PhoenixException failure, Duration retryIn) {}

  /** Connected again, and one join of every topic has been answered or has timed out. */
  default void onReconnected(ReconnectReport report) {}

  /** The socket does not come back. Called at most once, and not after {@code close()}. */
  default void onTerminated(Termination termination) {}
}
