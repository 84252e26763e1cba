package ai.band.platform.phoenix;

import org.jspecify.annotations.Nullable;

/** Something the socket, or one of its channels, could not do. The message never holds a secret. */
public abstract sealed class PhoenixException extends RuntimeException
    permits UpgradeRefused,
        ConnectFailed,
        JoinRefused,
        JoinTimedOut,
        PushRefused,
        PushTimedOut,
        ChannelEnded,
        SocketClosed {
  PhoenixException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later without a change by the caller. */
  public abstract boolean retryable();
}
