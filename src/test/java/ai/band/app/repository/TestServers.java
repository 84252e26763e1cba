package ai.band.app.repository;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A repository to clone, and a server that gives it out over HTTPS with a certificate of its own.
 */
final class TestServers implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final HttpsServer server;
  private final Path certificate;

  private TestServers(HttpsServer server, Path certificate) {
    this.server = server;
    this.certificate = certificate;
  }

  /** Runs a program; its output is the result, a failure an error. */
  static String run(Path directory, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + out);
    }
    return out.strip();
  }

  /** Runs git in that folder, without the user's own configuration; returns what it printed. */
  static String git(Path directory, String... words) throws IOException, InterruptedException {
    String[] command = new String[words.length + 1];
    command[0] = "git";
    System.arraycopy(words, 0, command, 1, words.length);
    return run(directory, command);
  }

  /** A bare repository with the branches main and other. */
  static Path repository(Path folder) throws IOException, InterruptedException {
    Path work = Files.createDirectories(folder.resolve("made"));
    run(work, "git", "init", "-q", "-b", "main");
    Files.writeString(work.resolve("pom.xml"), "<project>of the test</project>\n");
    Files.createDirectories(work.resolve("src/test"));
    Files.writeString(work.resolve("src/test/FirstTest.java"), "class FirstTest {}\n");
    run(work, "git", "add", "-A");
    commit(work, "first");
    run(work, "git", "checkout", "-q", "-b", "other");
    Files.writeString(work.resolve("other.txt"), "other\n");
    run(work, "git", "add", "-A");
    commit(work, "second");
    run(work, "git", "checkout", "-q", "main");
    Path bare = folder.resolve("served").resolve("project.git");
    Files.createDirectories(bare.getParent());
    run(folder, "git", "clone", "-q", "--bare", work.toString(), bare.toString());
    run(bare, "git", "update-server-info");
    return bare;
  }

  static void commit(Path work, String message) throws IOException, InterruptedException {
    run(work, "git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", message);
  }

  /**
   * Serves the files of a folder; with a password, only to those who know it.
   *
   * @param served holds bare repositories
   */
  static TestServers https(Path served, Path scratch, String... userAndPassword)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = scratch.resolve("keys.p12");
    run(
        scratch,
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-ext",
        "bc:c",
        "-validity",
        "30",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      keys.load(stream, PASSWORD);
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    Path pem = scratch.resolve("ca.pem");
    Certificate own = keys.getCertificate("server");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(own.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", exchange -> serve(exchange, served, List.of(userAndPassword)));
    server.start();
    return new TestServers(server, pem);
  }

  private static void serve(HttpExchange exchange, Path served, List<String> allowed)
      throws IOException {
    try (exchange) {
      String wanted =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString(String.join(":", allowed).getBytes(StandardCharsets.UTF_8));
      String given = exchange.getRequestHeaders().getFirst("Authorization");
      Path file = served.resolve("." + exchange.getRequestURI().getPath()).normalize();
      if (!allowed.isEmpty() && !wanted.equals(given)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (!file.startsWith(served) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        byte[] content = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
      }
    }
  }

  String url(String path) {
    return "https://localhost:" + server.getAddress().getPort() + path;
  }

  /** The certificate that makes the server trusted. */
  Path certificate() {
    return certificate;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /**
   * A stand-in for the SSH client: runs what git asks for on this machine.
   *
   * @param complaint what it says and fails with instead; empty to work
   */
  static Path sshClient(Path folder, String complaint) throws IOException {
    Path script = folder.resolve("ssh-stand-in");
    List<String> lines = new ArrayList<>(List.of("#!/bin/sh"));
    if (complaint.isEmpty()) {
      lines.add("for last; do :; done"); // the last word is the command
      lines.add("exec sh -c \"$last\"");
    } else {
      lines.add("echo '" + complaint + "' >&2");
      lines.add("exit 255");
    }
    Files.write(script, lines);
    script.toFile().setExecutable(true);
    return script;
  }
}
