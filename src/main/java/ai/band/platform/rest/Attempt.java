package ai.band.platform.rest;

import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;

/** Watches one try of a call, to know afterwards whether it can have reached the server. */
final class Attempt extends EventListener {
  private final StaleConnections connections;

  // OkHttp reports these on the thread of the call.
  private boolean sent;
  private boolean reused;

  Attempt(StaleConnections connections) {
    this.connections = connections;
  }

  /** Whether anything may have left this process. */
  boolean sent() {
    return sent;
  }

  /** Whether it was sent over a connection that had served another call before. */
  boolean reused() {
    return reused;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    reused = connections.servedBefore(connection);
  }

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
  }

  @Override
  public void connectionReleased(Call call, Connection connection) {
    connections.released(connection);
  }
}
