package ai.band.platform;

import ai.band.platform.phoenix.CloseInfo;
import ai.band.platform.phoenix.PhoenixException;
import ai.band.platform.phoenix.ReconnectReport;
import ai.band.platform.phoenix.SocketListener;
import ai.band.platform.phoenix.Termination;
import ai.band.platform.rest.BandRest;
import java.time.Duration;

/** Hears of the connection and tells it in Band's words. */
final class ConnectionEvents implements SocketListener {
  private final LinkListener listener;
  private final LinkEnd end;
  private final LinkFailures failures;
  private final BandRest rest;

  ConnectionEvents(LinkListener listener, LinkEnd end, LinkFailures failures, BandRest rest) {
    this.listener = listener;
    this.end = end;
    this.failures = failures;
    this.rest = rest;
  }

  @Override
  public void onDisconnected(CloseInfo close, Duration retryIn) {
    // A platform that restarts takes the idle REST connections along.
    rest.dropIdleConnections();
    listener.onDisconnected(describe(close), retryIn);
  }

  @Override
  public void onConnectFailed(PhoenixException failure, Duration retryIn) {
    listener.onDisconnected(String.valueOf(failures.of(failure).getMessage()), retryIn);
  }

  @Override
  public void onReconnected(ReconnectReport report) {
    listener.onReconnected(report.refused().keySet());
  }

  @Override
  public void onTerminated(Termination termination) {
    end.socketEnded(failures.of(termination));
  }

  private static String describe(CloseInfo close) {
    return "closed with code "
        + close.code()
        + (close.reason().isBlank() ? "" : " (" + close.reason() + ")");
  }
}
