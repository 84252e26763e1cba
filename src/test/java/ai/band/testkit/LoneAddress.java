package ai.band.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A loopback port where nobody listens, and that nobody else is given while it is held: connections
 * to it are refused. A server of the test itself may listen there meanwhile; where the system does
 * not allow that, outside of Linux, the port is only one that was free a moment ago.
 */
public final class LoneAddress implements AutoCloseable {
  private final Socket holder = new Socket();
  private final int port;

  private LoneAddress() throws IOException {
    holder.setReuseAddress(true);
    holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = holder.getLocalPort();
    if (!System.getProperty("os.name").startsWith("Linux")) {
      holder.close();
    }
  }

  public static LoneAddress hold() throws IOException {
    return new LoneAddress();
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    holder.close();
  }
}
