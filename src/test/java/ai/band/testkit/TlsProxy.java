package ai.band.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * TLS in front of a plain server of this machine, with a certificate of an authority that nobody
 * knows. Takes any protocol over TCP; one connection there for each one here.
 */
public final class TlsProxy implements AutoCloseable {
  private static final String PASSWORD = "changeit";

  private final ServerSocket server;
  private final int target;
  private final Path authority;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TlsProxy(ServerSocket server, int target, Path authority) {
    this.server = server;
    this.target = target;
    this.authority = authority;
  }

  /**
   * Starts one.
   *
   * @param port the plain server's on the loopback address
   * @param scratch an own folder for keys
   */
  public static TlsProxy start(int port, Path scratch)
      throws IOException, GeneralSecurityException {
    Path authority = authority(scratch);
    keytool(
        scratch,
        "-genkeypair -alias server -signer ca -keyalg EC -dname CN=127.0.0.1 -ext san=ip:127.0.0.1"
            + " -validity 30");
    KeyStore keys = load(scratch);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    ServerSocket server =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var proxy = new TlsProxy(server, port, authority);
    Thread.ofVirtual().name("tls-proxy").start(proxy::accept);
    return proxy;
  }

  /** Makes an authority; its certificate as a PEM file is the result. */
  public static Path authority(Path scratch) throws IOException {
    keytool(
        scratch, "-genkeypair -alias ca -keyalg EC -dname CN=TestAuthority -ext bc:c -validity 30");
    try {
      byte[] certificate = load(scratch).getCertificate("ca").getEncoded();
      String text = Base64.getMimeEncoder().encodeToString(certificate);
      return Files.writeString(
          scratch.resolve("ca.pem"),
          "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static KeyStore load(Path scratch) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(scratch.resolve("keys.p12"))) {
      keys.load(stream, PASSWORD.toCharArray());
    }
    // The authority's own key would be offered to clients, too.
    if (keys.containsAlias("server")) {
      keys.deleteEntry("ca");
    }
    return keys;
  }

  private static void keytool(Path scratch, String words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(Arrays.asList(words.split(" ")));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore"));
    command.add(scratch.resolve("keys.p12").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate of the authority, in PEM form. */
  public Path authority() {
    return authority;
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket here = server.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
        open.addAll(List.of(here, there));
        Thread.ofVirtual().name("tls-in").start(() -> pump(here, there));
        Thread.ofVirtual().name("tls-out").start(() -> pump(there, here));
      } catch (IOException e) {
        // closed, or one client less; others are taken on
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        out.write(part, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // one side has gone, and now both have
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
