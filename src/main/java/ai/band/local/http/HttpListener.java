package ai.band.local.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections on one loopback port; each is served by a virtual thread of its own.
 *
 * <p>Closing it closes every connection.
 */
public final class HttpListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpListener.class);
  private static final int BACKLOG = 1024;
  private static final int MAX_CONNECTIONS = 10_000;
  private static final long STOP_MILLIS = 5_000;

  private final ServerSocket server;
  private final HttpHandler handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong counter = new AtomicLong();
  private final Thread acceptor;

  private HttpListener(ServerSocket server, HttpHandler handler) {
    this.server = server;
    this.handler = handler;
    this.acceptor = Thread.ofPlatform().daemon().name("local-band-accept").unstarted(this::accept);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for a free one
   * @throws UncheckedIOException when the port is taken
   */
  public static HttpListener open(int port, HttpHandler handler) {
    try {
      var server = new ServerSocket();
      try {
        server.setReuseAddress(true);
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server.bind(new InetSocketAddress(loopback, port), BACKLOG);
      } catch (IOException e) {
        server.close();
        throw e;
      }
      var listener = new HttpListener(server, handler);
      listener.acceptor.start();
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Port "
              + port
              + " of 127.0.0.1 cannot be opened ("
              + e.getMessage()
              + "). Choose another port, or 0 for a free one.",
          e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (connections.size() >= MAX_CONNECTIONS) {
          log.warn("{} connections are open; another one is refused", MAX_CONNECTIONS);
          socket.close();
          continue;
        }
        serve(socket);
      } catch (IOException e) {
        if (!server.isClosed()) {
          log.warn("accepting a connection failed: {}", e.toString());
        }
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    connections.add(socket);
    var connection = new HttpConnection(socket, handler, () -> connections.remove(socket));
    Thread.ofVirtual().name("local-band-connection-" + counter.incrementAndGet()).start(connection);
    if (server.isClosed()) {
      socket.close(); // came in while close() walked the set
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      acceptor.join(STOP_MILLIS);
    } catch (IOException e) {
      log.debug("closing the port failed: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : connections) {
      try {
        socket.close();
      } catch (IOException e) {
        log.debug("closing a connection failed: {}", e.toString());
      }
    }
  }
}
