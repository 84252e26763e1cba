package ai.band.platform.phoenix;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener of one socket that keeps what it was told. */
final class News implements SocketListener {
  final BlockingQueue<Long> connected = new LinkedBlockingQueue<>();
  final BlockingQueue<CloseInfo> disconnected = new LinkedBlockingQueue<>();
  final BlockingQueue<Duration> delays = new LinkedBlockingQueue<>();
  final BlockingQueue<PhoenixException> failed = new LinkedBlockingQueue<>();
  final BlockingQueue<ReconnectReport> reconnected = new LinkedBlockingQueue<>();
  final BlockingQueue<Termination> terminated = new LinkedBlockingQueue<>();

  @Override
  public void onConnected(long generation) {
    connected.add(generation);
  }

  @Override
  public void onDisconnected(CloseInfo close, Duration retryIn) {
    disconnected.add(close);
  }

  @Override
  public void onConnectFailed(PhoenixException failure, Duration retryIn) {
    failed.add(failure);
    delays.add(retryIn);
  }

  @Override
  public void onReconnected(ReconnectReport report) {
    reconnected.add(report);
  }

  @Override
  public void onTerminated(Termination termination) {
    terminated.add(termination);
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T item = queue.poll(60, TimeUnit.SECONDS);
    if (item == null) {
      throw new AssertionError("no news within a minute");
    }
    return item;
  }
}
