package ai.band.platform.phoenix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connected socket, with or without TLS, whose input passes an {@link UpgradeStream}. */
final class UpgradeSocket extends Socket {
  private final Socket tcp;
  private final Socket inner;
  private final UpgradeStream input;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile LastWords lastWords = out -> {};

  /** What is still to be written when the socket is closed in good order. */
  interface LastWords {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param inner the TLS socket over {@code tcp}, or {@code tcp} itself
   */
  UpgradeSocket(Socket tcp, Socket inner) throws IOException {
    this.tcp = tcp;
    this.inner = inner;
    this.input = new UpgradeStream(inner.getInputStream(), inner);
  }

  void lastWords(LastWords words) {
    lastWords = words;
  }

  @Nullable UpgradeRefused refusal() {
    return input.refusal();
  }

  /** Waits a moment for the orderly close, then cuts the line, also under a stuck write. */
  void cut(long patienceMillis) {
    try {
      if (!closed.await(patienceMillis, TimeUnit.MILLISECONDS)) {
        tcp.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cutNow();
    } catch (IOException e) {
      // Closed is closed.
    }
  }

  private void cutNow() {
    try {
      tcp.close();
    } catch (IOException e) {
      // Closed is closed.
    }
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return inner.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    try {
      if (!inner.isClosed()) {
        lastWords.writeTo(inner.getOutputStream());
      }
    } finally {
      try {
        inner.close();
      } finally {
        closed.countDown();
      }
    }
  }

  @Override
  public boolean isConnected() {
    return inner.isConnected();
  }

  @Override
  public boolean isClosed() {
    return inner.isClosed();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    inner.setTcpNoDelay(on);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    inner.setReuseAddress(on);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    inner.setReceiveBufferSize(size);
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    inner.setSoTimeout(timeout);
  }

  @Override
  public InetAddress getInetAddress() {
    return inner.getInetAddress();
  }

  @Override
  public int getPort() {
    return inner.getPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return inner.getLocalSocketAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return inner.getRemoteSocketAddress();
  }
}
