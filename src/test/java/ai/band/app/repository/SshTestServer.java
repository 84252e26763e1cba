package ai.band.app.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * An SSH server that lets one key read the repositories of a folder, by the real git. It offers
 * passwords too, and accepts none: a client that may ask for one would wait for it.
 */
final class SshTestServer implements AutoCloseable {
  private static final Pattern UPLOAD = Pattern.compile("git[ -]upload-pack '([^']+)'");

  private final SshServer server;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  private SshTestServer(SshServer server) {
    this.server = server;
  }

  /** Starts one for the owner of a key, with a host key of its own. */
  static SshTestServer start(Path scratch, Path publicKey)
      throws IOException, GeneralSecurityException {
    var ssh = SshServer.setUpDefaultServer();
    var server = new SshTestServer(ssh);
    ssh.setHost("127.0.0.1");
    ssh.setPort(0);
    var hostKeys =
        new SimpleGeneratorHostKeyProvider(Files.createTempFile(scratch, "host", ".key"));
    Files.delete(hostKeys.getPath());
    hostKeys.setAlgorithm("EC");
    ssh.setKeyPairProvider(hostKeys);
    PublicKey allowed =
        AuthorizedKeyEntry.parseAuthorizedKeyEntry(Files.readString(publicKey).strip())
            .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
    ssh.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(allowed, key));
    ssh.setPasswordAuthenticator((user, password, session) -> false);
    ssh.setCommandFactory(server::command);
    ssh.start();
    return server;
  }

  private Command command(ChannelSession channel, String wanted) throws IOException {
    asked.add(wanted);
    Matcher upload = UPLOAD.matcher(wanted);
    List<String> words =
        upload.matches()
            ? List.of("git", "upload-pack", upload.group(1))
            : List.of("sh", "-c", "echo only git-upload-pack is allowed >&2; exit 1");
    return new ProcessShellFactory(wanted, words).createShell(channel);
  }

  /** A key pair; the public half has the suffix {@code .pub}. */
  static Path key(Path folder, String name) throws IOException, InterruptedException {
    Path key = folder.resolve(name);
    TestServers.run(
        folder, "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-C", name, "-f", key.toString());
    return key;
  }

  static Path publicHalf(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  String url(Path repository) {
    return "ssh://git@127.0.0.1:" + port() + repository;
  }

  int port() {
    return server.getPort();
  }

  /** The line that makes the server known to a client. */
  String knownHost() throws IOException, GeneralSecurityException {
    var pair = server.getKeyPairProvider().loadKeys(null).iterator().next();
    return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(pair.getPublic()) + "\n";
  }

  /** The commands that logged-in clients have asked for. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
