package ai.band.platform.phoenix;

/** The socket was closed, or ended for good. Build a new one to connect again. */
public final class SocketClosed extends PhoenixException {
  SocketClosed(String why) {
    super("The socket is closed: " + why + ".", null);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
