package ai.band.platform.rest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP server that is as rude as a test wants it to be. */
final class RawServer implements AutoCloseable {
  /** What to do with a request that has been read. */
  interface Manners {
    /** Returns whether the connection is served further. */
    boolean answer(String body, OutputStream out) throws IOException;
  }

  final List<String> bodies = new CopyOnWriteArrayList<>();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final AtomicInteger hangUps = new AtomicInteger();
  private final ServerSocket listener;
  private final Manners manners;

  RawServer(Manners manners) {
    this(0, manners);
  }

  RawServer(int port, Manners manners) {
    this.manners = manners;
    try {
      listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("raw-server").start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  int connections() {
    return connections.size();
  }

  /** How many connections this side has closed. */
  int hangUps() {
    return hangUps.get();
  }

  static void ok(OutputStream out, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    var head =
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + "\r\n\r\n";
    // In one piece: a second small write would wait for the client's acknowledgement.
    out.write((head + json).getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        var socket = listener.accept();
        connections.add(socket);
        Thread.ofVirtual().name("raw-connection").start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      String body = read(in);
      while (body != null) {
        bodies.add(body);
        if (!manners.answer(body, socket.getOutputStream())) {
          return;
        }
        body = read(in);
      }
    } catch (IOException gone) {
      // The client went away.
    } finally {
      hangUps.incrementAndGet();
    }
  }

  /** The body of the next request, or null at the end. */
  private static @Nullable String read(InputStream in) throws IOException {
    int length = 0;
    var line = line(in);
    if (line == null) {
      return null;
    }
    while (line != null && !line.isEmpty()) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
      line = line(in);
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString().stripTrailing();
      }
      line.append((char) b);
    }
    return null;
  }
}
