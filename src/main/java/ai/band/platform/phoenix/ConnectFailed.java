package ai.band.platform.phoenix;

/** No connection came about: name not resolved, TCP or TLS failed, or no answer in time. */
public final class ConnectFailed extends PhoenixException {
  ConnectFailed(String where, Throwable cause) {
    super(
        "Cannot connect to "
            + where
            + ": "
            + describe(cause)
            + ". Check the address, the network and that the server runs.",
        cause);
  }

  @Override
  public boolean retryable() {
    return true;
  }

  private static String describe(Throwable cause) {
    String text = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return text == null ? kind : kind + " (" + text + ")";
  }
}
