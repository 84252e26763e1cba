package ai.band.platform.phoenix;

/** Where a socket stands. */
public enum SocketState {
  /** {@link PhoenixSocket#connect} has not been called. */
  NEW,
  /** The first connection is being made. */
  CONNECTING,
  CONNECTED,
  /** The connection was lost; the socket waits or connects again. */
  RECONNECTING,
  /** Ended for good; see {@link Termination}. */
  TERMINATED,
  /** Closed by its owner, or the first connection failed. */
  CLOSED
}
