package ai.band.app.repository;

import ai.band.api.BandConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what SSH needs before git is asked to use it, where the reasons can still be told. */
final class SshPreflight {
  private static final Logger log = LoggerFactory.getLogger(SshPreflight.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Path OF_THE_HOST = Path.of("/etc/ssh/ssh_known_hosts");

  private final Git git;
  private final Path home;
  private final boolean strict;

  /**
   * @param home of the user
   * @param strict whether the server must be known
   */
  SshPreflight(Git git, Path home, boolean strict) {
    this.git = git;
    this.home = home;
    this.strict = strict;
  }

  /**
   * Checks.
   *
   * @throws BandConfigException with the remedy
   */
  void check(RepositoryUrl url) throws InterruptedException {
    if (git.hasOwnSsh()) {
      log.debug("GIT_SSH_COMMAND is set: its keys and known hosts are not looked at");
      return;
    }
    Path folder = home.resolve(".ssh");
    if (!Files.isDirectory(folder) || !Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw new BandConfigException(
          "repo.url: "
              + url
              + " needs SSH, but "
              + folder
              + " is missing or cannot be read. Mount or create it with a key, or use https://.");
    }
    if (strict) {
      checkHost(url, folder.resolve("known_hosts"));
    }
  }

  private void checkHost(RepositoryUrl url, Path known) throws InterruptedException {
    String remedy =
        "Add it with "
            + "ssh-keyscan "
            + (url.port() == 0 ? "" : "-p " + url.port() + " ")
            + url.host()
            + " >> "
            + known
            + " after comparing the key with what the server's owner publishes, or set"
            + " GIT_SSH_STRICT_HOST_KEY_CHECKING=false to connect without knowing it.";
    boolean any = Files.isReadable(known) || Files.isReadable(OF_THE_HOST);
    if (!any) {
      throw new BandConfigException(
          "repo.url: the host key of "
              + url.knownHost()
              + " is not known: "
              + known
              + " is missing or cannot be read. "
              + remedy);
    }
    if (!knows(known, url.knownHost())
        && !knows(OF_THE_HOST, url.knownHost())
        && !knowsByAlias(known, url)) {
      throw new BandConfigException(
          "repo.url: the host key of " + url.knownHost() + " is not in " + known + ". " + remedy);
    }
  }

  /** Names may be hashed, so the file is not read here. */
  private boolean knows(Path file, String host) throws InterruptedException {
    if (!Files.isReadable(file)) {
      return false;
    }
    try {
      return git.run(List.of("ssh-keygen", "-F", host, "-f", file.toString()), LIMIT).ok();
    } catch (Git.ProgramMissing e) {
      log.debug("no ssh-keygen: SSH itself will check the host key");
      return true;
    }
  }

  /** SSH's own configuration may give the host another name or port. */
  private boolean knowsByAlias(Path known, RepositoryUrl url) throws InterruptedException {
    try {
      String said = git.run(List.of("ssh", "-G", url.host()), LIMIT).out();
      String name = valueOf(said, "hostkeyalias");
      if (name.isEmpty()) {
        name = valueOf(said, "hostname");
      }
      String port = url.port() == 0 ? valueOf(said, "port") : String.valueOf(url.port());
      String host = port.isEmpty() || port.equals("22") ? name : "[" + name + "]:" + port;
      return !name.isEmpty() && !host.equals(url.knownHost()) && knows(known, host);
    } catch (Git.ProgramMissing e) {
      return false;
    }
  }

  private static String valueOf(String settings, String key) {
    return settings
        .lines()
        .filter(line -> line.startsWith(key + " "))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElse("");
  }
}
