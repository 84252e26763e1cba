package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.local.LocalBand;
import ai.band.local.world.RegisteredAgent;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole agents of one file that work on one repository. */
class SharedTreeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;
  private final Path tree = Path.of("tree");

  private void git(Path directory, String... words) throws Exception {
    Files.createDirectories(directory);
    List<String> command = new java.util.ArrayList<>(List.of("git", "-c", "user.name=t"));
    command.addAll(List.of("-c", "user.email=t@t"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Goes on when the file {@code go} is there, and notes each call. */
  private Path slowSsh() throws IOException {
    Path script = folder.resolve("ssh-stand-in");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo called >> '%1$s/calls'
        while [ ! -e '%1$s/go' ]; do sleep 0.05; done
        for last; do :; done
        exec sh -c "$last"
        """
            .formatted(folder));
    script.toFile().setExecutable(true);
    return script;
  }

  private String section(String key, LocalBand band, RegisteredAgent agent) {
    return AgentYaml.section(key, agent, band.restUrl(), band.socketUrl())
        + AgentYaml.codex(FakeScript.create())
        + "  repo: {url: 'ssh://git@code.test%s/made', path: '%s', state_dir: '%s'}\n"
            .formatted(folder, folder.resolve(tree), folder.resolve("state-of-" + key));
  }

  @Test
  void two_agents_of_one_file_with_one_tree_clone_it_once_and_both_work_in_it() throws Exception {
    Path made = folder.resolve("made");
    git(folder, "init", "-q", "-b", "main", made.toString());
    Files.writeString(made.resolve("README.md"), "hello\n");
    git(made, "add", "-A");
    git(made, "commit", "-q", "-m", "first");
    try (LocalBand band = LocalBand.start()) {
      var directory = band.world().directory();
      var alice = directory.addPerson("alice", "Alice");
      var one = directory.addAgent(alice, "One", "helps");
      var two = directory.addAgent(alice, "Two", "helps");
      Files.writeString(
          folder.resolve("agent_config.yaml"),
          section("one", band, one) + section("two", band, two));
      var program =
          new CommandLineRun(folder)
              .with("GIT_SSH_COMMAND", slowSsh().toString())
              .with("GIT_SSH_VARIANT", "simple") // else git tries what it can do, which is a call
              .with("GIT_CONFIG_GLOBAL", "/dev/null");
      var code = new CompletableFuture<Integer>();
      Thread.ofVirtual().start(() -> code.complete(program.run("run", "--all")));
      await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("calls")) || code.isDone());
      assertThat(band.sockets().connected(one) || band.sockets().connected(two)).isFalse();

      Files.createFile(folder.resolve("go"));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  code.isDone() || band.sockets().connected(one) && band.sockets().connected(two));

      assertThat(code).as(() -> String.valueOf(program.errors())).isNotDone();
      assertThat(folder.resolve("calls")).hasContent("called");
      assertThat(folder.resolve(tree).resolve("README.md")).hasContent("hello");
      program.stop();
      assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    }
  }
}
