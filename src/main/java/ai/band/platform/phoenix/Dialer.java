package ai.band.platform.phoenix;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Makes the TCP connection, and TLS over it with the host's name verified. */
final class Dialer {
  private final Endpoint endpoint;
  private final @Nullable SSLContext trust;

  Dialer(Endpoint endpoint, @Nullable SSLContext trust) {
    this.endpoint = endpoint;
    this.trust = trust;
  }

  UpgradeSocket dial(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Socket tcp = connect(deadline);
    try {
      tcp.setKeepAlive(true);
      tcp.setTcpNoDelay(true);
      Socket inner = endpoint.secure() ? secure(tcp, deadline) : tcp;
      inner.setSoTimeout(left(deadline));
      return new UpgradeSocket(tcp, inner);
    } catch (IOException | RuntimeException e) {
      tcp.close();
      throw e;
    }
  }

  /** Tries the addresses of the host in turn. */
  private Socket connect(long deadline) throws IOException {
    IOException last = new ConnectException("the host has no address");
    for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, endpoint.port()), left(deadline));
        return socket;
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw last;
  }

  private Socket secure(Socket tcp, long deadline) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            context().getSocketFactory().createSocket(tcp, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.setSoTimeout(left(deadline));
    tls.startHandshake();
    return tls;
  }

  private SSLContext context() throws IOException {
    try {
      return trust == null ? SSLContext.getDefault() : trust;
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  private static int left(long deadline) throws SocketTimeoutException {
    long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (millis <= 0) {
      throw new SocketTimeoutException("no connection in time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
