package ai.band.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of 127.0.0.1 where nobody listens, and that no other program is given meanwhile. */
final class HeldPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeldPort.class);

  private final Socket socket = new Socket();

  private HeldPort() {}

  /** Holds it if it can be held. */
  static HeldPort hold(int port) {
    var held = new HeldPort();
    try {
      held.socket.setReuseAddress(true);
      var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      held.socket.bind(new InetSocketAddress(loopback, port));
    } catch (IOException e) {
      log.debug("port {} is free while the server is down: {}", port, e.getMessage());
    }
    return held;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
