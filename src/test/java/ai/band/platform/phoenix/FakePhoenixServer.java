package ai.band.platform.phoenix;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Phoenix server for tests, on a free loopback port: behaves as the recorded ones unless told
 * otherwise. Shares no code with the client.
 */
final class FakePhoenixServer implements AutoCloseable {
  record Request(String target, Map<String, String> headers) {}

  private final ServerSocket listening;
  private final FakeChannels channels = new FakeChannels();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<FakePeer> peers = new CopyOnWriteArrayList<>();
  private final BlockingQueue<FakePeer> arrivals = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile @Nullable String alwaysRefuse;
  private volatile boolean mute;

  FakePhoenixServer() {
    this(ServerSocketFactory.getDefault(), 0);
  }

  /** On a port that an earlier server has given back. */
  FakePhoenixServer(int port) {
    this(ServerSocketFactory.getDefault(), port);
  }

  FakePhoenixServer(ServerSocketFactory factory, int port) {
    try {
      listening = factory.createServerSocket();
      listening.setReuseAddress(true);
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofVirtual().name("fake-phoenix").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + port() + "/socket/websocket");
  }

  /** What the application behind the server does; change it before or between connections. */
  FakeChannels channels() {
    return channels;
  }

  List<Request> requests() {
    return requests;
  }

  List<FakePeer> peers() {
    return peers;
  }

  /** The next connection that was upgraded. */
  FakePeer nextPeer() throws InterruptedException {
    FakePeer peer = arrivals.poll(60, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("no connection within a minute");
    }
    return peer;
  }

  /** Answers the next upgrade with this instead, word for word. */
  void refuseOnce(String httpAnswer) {
    refusals.add(httpAnswer);
  }

  void refuseAlways(@Nullable String httpAnswer) {
    alwaysRefuse = httpAnswer;
  }

  /** Hangs up on the next connection before a word. */
  void hangUpOnce() {
    refusals.add("");
  }

  /** Accepts TCP but never answers an upgrade. */
  void neverAnswerUpgrades() {
    mute = true;
  }

  static String refusal(int status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + " Refused\r\n"
        + headers
        + "content-length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        Thread.ofVirtual().name("fake-phoenix-peer").start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      Request request = readRequest(in);
      requests.add(request);
      String refusal = refusals.poll();
      if (refusal == null) {
        refusal = alwaysRefuse;
      }
      if (refusal == null && !valid(request)) {
        refusal = refusal(403, "", "");
      }
      if (mute) {
        return;
      }
      if (refusal != null && refusal.isEmpty()) {
        socket.close();
        return;
      }
      if (refusal != null) {
        socket.getOutputStream().write(refusal.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return; // Kept open, as the real ones do.
      }
      WebSocketPipe pipe = new WebSocketPipe(socket, in);
      pipe.raw(accepted(request).getBytes(StandardCharsets.UTF_8));
      FakePeer peer = new FakePeer(pipe, channels);
      peers.add(peer);
      arrivals.add(peer);
      peer.serve();
    } catch (IOException e) {
      // The client hung up.
    }
  }

  private static boolean valid(Request request) {
    return request.target().contains("vsn=2.0.0")
        && !request.headers().containsKey("origin")
        && "13".equals(request.headers().get("sec-websocket-version"));
  }

  private static String accepted(Request request) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (request.headers().get("sec-websocket-key")
                          + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
          + "cache-control: max-age=0, private, must-revalidate\r\nsec-websocket-accept: "
          + Base64.getEncoder().encodeToString(digest)
          + "\r\n\r\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Request readRequest(DataInputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.readUnsignedByte();
      if (c == '\n') {
        if (line.isEmpty()) {
          break;
        }
        lines.add(line.toString());
        line.setLength(0);
      } else if (c != '\r') {
        line.append((char) c);
      }
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header : lines.subList(1, lines.size())) {
      String[] parts = header.split(":", 2);
      headers.put(parts[0].strip().toLowerCase(Locale.ROOT), parts[1].strip());
    }
    return new Request(lines.getFirst().split(" ", 3)[1], headers);
  }
}
