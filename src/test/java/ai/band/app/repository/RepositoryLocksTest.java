package ai.band.app.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may prepare a working tree: threads of one program, other programs, killed ones. */
class RepositoryLocksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir Path folder;
  private final RepositoryLocks locks = new RepositoryLocks();
  private final List<Process> started = new ArrayList<>();
  private final List<ProcessHandle> orphans = new ArrayList<>();

  @AfterEach
  void endAll() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    orphans.forEach(ProcessHandle::destroyForcibly);
  }

  private Process start(Class<?> program, Map<String, String> environment, Object... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static CompletableFuture<RepositoryLock> takeElsewhere(RepositoryLocks locks, Path file) {
    var taken = new CompletableFuture<RepositoryLock>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                taken.complete(locks.take(file, PATIENCE));
              } catch (InterruptedException | RuntimeException e) {
                taken.completeExceptionally(e);
              }
            });
    return taken;
  }

  private static String failureElsewhere(RepositoryLocks locks, Path file) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try (var lock = locks.take(file, SHORT)) {
                return "took " + lock;
              } catch (InterruptedException | RuntimeException e) {
                return String.valueOf(e.getMessage());
              }
            })
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void a_lock_of_another_process_is_waited_for_and_free_when_that_is_killed() throws Exception {
    Path lock = folder.resolve("a.lock");
    Process other = start(LockHolder.class, Map.of(), lock);
    assertThat(other.getInputStream().read()).isEqualTo('+');
    assertThatThrownBy(() -> locks.take(lock, SHORT))
        .isInstanceOf(RepositoryUnavailableException.class)
        .hasMessageContaining(lock.toString())
        .hasMessageContaining("repo.lock_timeout_s");
    var taken = takeElsewhere(locks, lock);
    assertThat(taken).isNotDone();

    other.destroyForcibly();

    assertThat(taken.get(60, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void who_gives_up_in_the_same_program_does_not_set_the_lock_free_for_other_programs()
      throws Exception {
    Path lock = folder.resolve("a.lock");
    try (var held = locks.take(lock, SHORT)) {
      assertThat(failureElsewhere(locks, lock)).contains("was not free");
      Path otherName = Files.createSymbolicLink(folder.resolve("alias"), folder).resolve("a.lock");
      assertThat(failureElsewhere(locks, otherName)).as("while held by %s", held).contains("free");

      Process other = start(LockHolder.class, Map.of(), lock, SHORT.toMillis());

      assertThat(other.getInputStream().read()).isEqualTo('-');
    }
    try (var again = locks.take(lock, SHORT)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void a_lock_whose_file_its_holder_deletes_is_no_lock_for_those_who_waited() throws Exception {
    Path lock = folder.resolve("tree/.git/a.lock");
    Process other = start(LockHolder.class, Map.of(), lock, PATIENCE.toMillis(), "delete");
    assertThat(other.getInputStream().read()).isEqualTo('+');
    var taken = takeElsewhere(locks, lock);
    other.getOutputStream().write('\n');
    other.getOutputStream().flush();

    assertThat(taken.get(60, TimeUnit.SECONDS)).isNotNull();

    assertThat(lock).exists();
    Process third = start(LockHolder.class, Map.of(), lock, SHORT.toMillis());
    assertThat(third.getInputStream().read()).isEqualTo('-');
  }

  @Test
  void programs_with_one_tree_but_states_of_their_own_clone_it_once_even_when_one_is_killed()
      throws Exception {
    Path served = TestServers.repository(folder);
    Path tree = Files.createDirectories(folder.resolve("tree")); // as a mounted folder is
    Path begun = folder.resolve("begun");
    Path hanging = Files.createDirectories(folder.resolve("hanging"));
    Path slow = TestServers.sshClient(hanging, "");
    Files.writeString(slow, "#!/bin/sh\ntouch " + begun + "\nexec sleep 600\n");
    Process first = startPreparing(slow, served, tree, folder.resolve("state-1"), SHORT);
    await().atMost(PATIENCE).until(() -> Files.exists(begun));
    assertThat(tree.resolve(".git/HEAD")).doesNotExist();

    Path ssh = TestServers.sshClient(folder, "");
    Process second = startPreparing(ssh, served, tree, folder.resolve("state-2"), SHORT);
    assertThat(said(second)).contains(tree + "/.git/").contains("was not free");
    Process third = startPreparing(ssh, served, tree, folder.resolve("state-3"), PATIENCE);
    orphans.addAll(first.descendants().toList()); // git outlives its program
    first.destroyForcibly();

    assertThat(said(third))
        .hasSize(40)
        .isEqualTo(TestServers.run(tree, "git", "rev-parse", "HEAD"));
    assertThat(tree.resolve("pom.xml")).exists();
    assertThat(TestServers.run(tree, "git", "status", "--porcelain")).isEmpty();
    assertThat(tree.resolve(".git")).isDirectoryNotContaining("glob:**band-codex.unfinished");
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Process startPreparing(Path ssh, Path served, Path tree, Path state, Duration lockTimeout)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("GIT_SSH_COMMAND", ssh.toString());
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    return start(
        Preparer.class,
        environment,
        "ssh://git@code.test" + served,
        tree,
        state,
        lockTimeout.toMillis());
  }

  /** Another program that holds the lock until it is killed, or is told to delete its file. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[0]);
      Duration patience = args.length > 1 ? Duration.ofMillis(Long.parseLong(args[1])) : PATIENCE;
      try (var lock = new RepositoryLocks().take(file, patience)) {
        System.out.print("+");
        System.out.flush();
        System.in.read();
        if (args.length > 2) {
          Files.delete(file);
          Files.delete(file.getParent());
        }
        System.out.print(lock);
      } catch (RepositoryUnavailableException e) {
        System.out.print("-");
      }
    }
  }

  /** Another program that prepares a tree and prints the commit. */
  static final class Preparer {
    private Preparer() {}

    public static void main(String[] args) throws Exception {
      Path state = Path.of(args[2]);
      var settings =
          new RepositorySettings(
              RepositoryUrl.parse(args[0]),
              Path.of(args[1]),
              null,
              false,
              state,
              state.resolve("context"),
              Duration.ofMillis(Long.parseLong(args[3])),
              true);
      try {
        var ready = WorkingTree.prepare(settings, Map.of(), state, new RepositoryLocks());
        System.out.print(ready.head());
      } catch (RepositoryUnavailableException e) {
        System.out.print(e.getMessage());
      }
    }
  }
}
