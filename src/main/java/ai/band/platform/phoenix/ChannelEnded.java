package ai.band.platform.phoenix;

/** The channel is not joined, or ended before the answer came. Nothing is sent later. */
public final class ChannelEnded extends PhoenixException {
  ChannelEnded(String topic, String what) {
    super("The channel " + topic + " is not joined: " + what + ".", null);
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
