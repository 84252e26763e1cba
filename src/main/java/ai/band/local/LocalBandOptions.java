package ai.band.local;

import ai.band.local.socket.SocketSettings;

/**
 * How a local Band is started.
 *
 * @param port of 127.0.0.1; 0: a free one
 * @param sockets how the sockets behave
 * @param callLogSize how many REST calls are remembered
 */
public record LocalBandOptions(int port, SocketSettings sockets, int callLogSize) {
  /** A free port, Phoenix 1.7 habits, the last 20,000 calls. */
  public static final LocalBandOptions DEFAULTS =
      new LocalBandOptions(0, SocketSettings.DEFAULTS, 20_000);

  public LocalBandOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " must be from 0 to 65535");
    }
    if (callLogSize < 1) {
      throw new IllegalArgumentException("callLogSize must be positive");
    }
  }

  public LocalBandOptions withPort(int newPort) {
    return new LocalBandOptions(newPort, sockets, callLogSize);
  }

  public LocalBandOptions withSockets(SocketSettings newSockets) {
    return new LocalBandOptions(port, newSockets, callLogSize);
  }

  public LocalBandOptions withCallLogSize(int newSize) {
    return new LocalBandOptions(port, sockets, newSize);
  }
}
