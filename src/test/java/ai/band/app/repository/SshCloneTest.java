package ai.band.app.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.band.api.BandConfigException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real git and the real ssh of this machine against a real SSH server. */
@Timeout(600) // nothing here may wait for an answer at a terminal
class SshCloneTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path served;
  private Path tree;
  private Path home;
  private Path key;
  private SshTestServer server;

  @BeforeEach
  void startServer() throws Exception {
    assumeThat(onPath("ssh") && onPath("ssh-keygen"))
        .as("an SSH client (ssh, ssh-keygen) is on PATH; without one nothing is tried here")
        .isTrue();
    served = TestServers.repository(folder);
    tree = folder.resolve("tree");
    home = folder.resolve("home");
    key = SshTestServer.key(folder, "allowed");
    server = SshTestServer.start(folder, SshTestServer.publicHalf(key));
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    Files.createDirectories(home.resolve(".ssh"));
    sshReadsFilesOfTheHome();
  }

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }

  /** The client looks for its files where the system's list of users has the home, not HOME. */
  private void sshReadsFilesOfTheHome() throws Exception {
    Path config = home.resolve(".ssh/config");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.writeString(
        bin.resolve("ssh"),
        "#!/bin/sh\nPATH=${PATH#*:}\nexec ssh -F '%s' \"$@\"\n".formatted(config));
    bin.resolve("ssh").toFile().setExecutable(true);
    environment.put("PATH", bin + File.pathSeparator + System.getenv("PATH"));
    use(key);
  }

  private void use(Path identity) throws Exception {
    Files.writeString(
        home.resolve(".ssh/config"),
        """
        IdentityFile %s
        IdentitiesOnly yes
        IdentityAgent none
        UserKnownHostsFile %s
        GlobalKnownHostsFile /dev/null
        """
            .formatted(identity, knownHosts()));
  }

  private Path knownHosts() {
    return home.resolve(".ssh/known_hosts");
  }

  private WorkingTree.Ready prepare(String branch) throws Exception {
    var settings =
        new RepositorySettings(
            RepositoryUrl.parse(server.url(served)),
            tree,
            branch,
            false,
            folder.resolve("state"),
            folder.resolve("context"),
            Duration.ofSeconds(30),
            true);
    return WorkingTree.prepare(settings, environment, home, new RepositoryLocks());
  }

  private String git(String... words) throws Exception {
    return TestServers.git(tree, words);
  }

  @Test
  void a_key_that_the_server_knows_clones_the_branch_that_is_wanted() throws Exception {
    Files.writeString(knownHosts(), server.knownHost());

    var ready = prepare("other");

    assertThat(ready.head()).isEqualTo(git("rev-parse", "HEAD"));
    assertThat(git("branch", "--show-current")).isEqualTo("other");
    assertThat(tree.resolve("other.txt")).hasContent("other");
    assertThat(git("remote", "get-url", "origin")).isEqualTo(server.url(served));
    assertThat(server.asked()).isNotEmpty().allMatch(asked -> asked.contains("upload-pack"));
  }

  @Test
  void a_tree_with_the_same_origin_is_used_as_it_is_and_brought_to_a_branch() throws Exception {
    Files.writeString(knownHosts(), server.knownHost());
    prepare(null);
    assertThat(git("branch", "--show-current")).isEqualTo("main");
    Files.writeString(tree.resolve("mine.txt"), "unfinished");
    int before = server.asked().size();

    prepare(null);
    assertThat(server.asked()).hasSize(before);

    prepare("other");
    assertThat(git("branch", "--show-current")).isEqualTo("other");
    assertThat(tree.resolve("mine.txt")).hasContent("unfinished");
  }

  @Test
  void a_key_that_the_server_does_not_know_is_told_with_address_and_remedy() throws Exception {
    Files.writeString(knownHosts(), server.knownHost());
    use(SshTestServer.key(folder, "stranger"));

    assertThatThrownBy(() -> prepare(null))
        .isInstanceOf(BandConfigException.class)
        .hasMessageStartingWith("repo.url: cloning " + server.url(served))
        .hasMessageContaining("access was denied")
        .hasMessageContaining("Permission denied")
        .hasMessageContaining("Check that the SSH key");
    assertThat(server.asked()).isEmpty();
    assertThat(tree).doesNotExist();

    Files.createDirectories(tree); // as a mounted folder is
    assertThatThrownBy(() -> prepare(null)).hasMessageContaining("access was denied");
    assertThat(tree).isEmptyDirectory();

    use(key);
    assertThat(prepare(null).head()).hasSize(40);
  }

  @Test
  void a_server_that_is_not_known_is_refused_before_anything_is_sent_and_scanning_it_helps()
      throws Exception {
    assertThatThrownBy(() -> prepare(null))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("repo.url: the host key of [127.0.0.1]:" + server.port())
        .hasMessageContaining("ssh-keyscan -p " + server.port() + " 127.0.0.1 >> " + knownHosts());
    assertThat(server.asked()).isEmpty();

    String scanned =
        TestServers.run(
            folder, "sh", "-c", "ssh-keyscan -p " + server.port() + " 127.0.0.1 2> /dev/null");
    Files.writeString(knownHosts(), scanned + "\n");
    assertThat(prepare(null).head()).hasSize(40);
  }

  @Test
  void a_server_whose_key_has_changed_is_refused_by_ssh_itself() throws Exception {
    try (var other = SshTestServer.start(folder, SshTestServer.publicHalf(key))) {
      String wrong = other.knownHost().replace("]:" + other.port(), "]:" + server.port());
      Files.writeString(knownHosts(), wrong);
    }
    assertThatThrownBy(() -> prepare(null))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("host key is not the one that is known")
        .hasMessageContaining("ssh-keygen -R");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void a_way_to_ssh_of_ones_own_is_used_and_never_asks_at_a_terminal() throws Exception {
    String ssh = "ssh -F none -o IdentitiesOnly=yes -o IdentityAgent=none -i ";
    String known = " -o GlobalKnownHostsFile=/dev/null -o UserKnownHostsFile=" + knownHosts();
    environment.put("GIT_SSH_COMMAND", ssh + key + known);
    assertThatThrownBy(() -> prepare(null))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("host key is not known")
        .hasMessageContaining("ssh-keyscan");
    Files.writeString(knownHosts(), server.knownHost());
    environment.put("GIT_SSH_COMMAND", ssh + SshTestServer.key(folder, "stranger") + known);
    assertThatThrownBy(() -> prepare(null)).hasMessageContaining("access was denied");

    environment.put("GIT_SSH_VARIANT", "ssh");
    environment.put(
        "GIT_SSH_COMMAND",
        "test \"$SSH_ASKPASS $SSH_ASKPASS_REQUIRE\" = 'false force' && " + ssh + key + known);
    assertThat(prepare(null).head()).hasSize(40);
  }

  @Test
  void a_repository_that_is_not_there_is_told() throws Exception {
    Files.writeString(knownHosts(), server.knownHost());
    served = served.resolveSibling("missing.git");
    assertThatThrownBy(() -> prepare(null))
        .isInstanceOf(BandConfigException.class)
        .hasMessageContaining("no such repository")
        .hasMessageContaining("repo.url");
  }
}
