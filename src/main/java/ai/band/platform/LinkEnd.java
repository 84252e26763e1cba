package ai.band.platform;

import ai.band.platform.phoenix.PhoenixSocket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** How a link ends without being closed: once, and told once. */
final class LinkEnd {
  private final LinkListener listener;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Superseded superseded;

  LinkEnd(LinkListener listener) {
    this.listener = listener;
  }

  /** Who took over, if that is what ended the link. */
  @Nullable Superseded superseded() {
    return superseded;
  }

  /** The platform ends the connection in favour of another. */
  void supersede(Superseded displaced, PhoenixSocket socket) {
    if (ended.compareAndSet(false, true)) {
      superseded = displaced;
      socket.terminate("another connection of this agent took over");
      listener.onSuperseded(displaced);
    }
  }

  /** The link is of no use any more. */
  void terminate(BandConnectionException failure, PhoenixSocket socket) {
    if (ended.compareAndSet(false, true)) {
      socket.terminate(String.valueOf(failure.getMessage()));
      listener.onTerminated(failure);
    }
  }

  /** The socket ended by itself. */
  void socketEnded(BandConnectionException failure) {
    if (ended.compareAndSet(false, true)) {
      listener.onTerminated(failure);
    }
  }
}
