package ai.band.app.repository;

import ai.band.platform.UrlCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs git: without a terminal, in English, and never longer than a limit. */
final class Git {
  static final Duration USUAL_LIMIT = Duration.ofMinutes(2);
  static final Duration CLONE_LIMIT = Duration.ofMinutes(15);

  private static final int OUTPUT_BYTES = 256 * 1024;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** They would make git work on another repository than the one that is named. */
  private static final List<String> MISLEADING =
      List.of(
          "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY");

  private final Map<String, String> environment;
  private final boolean strictHostKeys;

  /**
   * A runner.
   *
   * @param environment variables on top of those of this process
   * @param strictHostKeys whether SSH servers must be known already
   */
  Git(Map<String, String> environment, boolean strictHostKeys) {
    this.environment = Map.copyOf(environment);
    this.strictHostKeys = strictHostKeys;
  }

  /** How a command ended. */
  record Ended(int code, String out, String err) {
    boolean ok() {
      return code == 0;
    }

    /** What it printed, without blanks around; null when that is nothing or it failed. */
    @Nullable String answer() {
      return ok() && !out.isBlank() ? out.strip() : null;
    }
  }

  /** Runs git in a repository. */
  Ended in(Path repository, String... words) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    command.addAll(List.of(words));
    return run(command, USUAL_LIMIT);
  }

  /**
   * Runs a program.
   *
   * @throws RepositoryUnavailableException when it takes too long
   * @throws ProgramMissing when there is no such program
   */
  Ended run(List<String> command, Duration limit) throws InterruptedException {
    Process process = start(command);
    var out = Reader.of(process.getInputStream(), "git-output");
    var err = Reader.of(process.getErrorStream(), "git-errors");
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RepositoryUnavailableException(
            shown(command)
                + " was stopped after "
                + limit.toSeconds()
                + " s. Check the network and the size of the repository.");
      }
      return new Ended(process.exitValue(), out.text(), err.text());
    } finally {
      end(process);
    }
  }

  private Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables.putAll(environment);
    MISLEADING.forEach(variables::remove);
    variables.put("GIT_TERMINAL_PROMPT", "0");
    variables.put("GCM_INTERACTIVE", "never");
    variables.put("LC_ALL", "C");
    variables.put("LANGUAGE", "C");
    if (!hasOwnSsh(variables)) {
      variables.put(
          "GIT_SSH_COMMAND",
          "ssh -o BatchMode=yes -o ConnectTimeout=20 -o StrictHostKeyChecking="
              + (strictHostKeys ? "yes" : "no"));
    } else {
      // It would ask at a terminal, where nobody may be; it asks a program, and this one fails.
      variables.putIfAbsent("SSH_ASKPASS", "false");
      variables.putIfAbsent("SSH_ASKPASS_REQUIRE", "force");
    }
    builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ProgramMissing(command.get(0));
    }
  }

  /** Whether the user has named a way to SSH, whose keys and known hosts we cannot see. */
  boolean hasOwnSsh() {
    return hasOwnSsh(System.getenv()) || hasOwnSsh(environment);
  }

  private static boolean hasOwnSsh(Map<String, String> variables) {
    return variables.containsKey("GIT_SSH_COMMAND") || variables.containsKey("GIT_SSH");
  }

  private static java.io.File nothing() {
    boolean windows = java.io.File.separatorChar == '\\';
    return new java.io.File(windows ? "NUL" : "/dev/null");
  }

  /** Git cleans up behind itself when it is asked to end, so it gets a moment for that. */
  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> helpers = process.descendants().toList();
    process.destroy();
    boolean interrupted = false;
    try {
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    process.destroyForcibly();
    helpers.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String shown(List<String> command) {
    return UrlCredentials.removed(String.join(" ", command));
  }

  /** There is no such program on PATH. */
  static final class ProgramMissing extends RuntimeException {
    private final String program;

    ProgramMissing(String program) {
      super(program + " was not found on PATH. Install it.");
      this.program = program;
    }

    String program() {
      return program;
    }
  }

  /** Reads a stream to its end, so that the process never waits for us, and keeps its beginning. */
  private static final class Reader {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread thread;

    private Reader(InputStream stream, String name) {
      thread = Thread.ofVirtual().name(name).unstarted(() -> read(stream));
    }

    static Reader of(InputStream stream, String name) {
      var reader = new Reader(stream, name);
      reader.thread.start();
      return reader;
    }

    private void read(InputStream stream) {
      byte[] part = new byte[8192];
      try (stream) {
        for (int n = stream.read(part); n >= 0; n = stream.read(part)) {
          if (kept.size() < OUTPUT_BYTES) {
            kept.write(part, 0, n);
          }
        }
      } catch (IOException e) {
        // the process was ended; what was read so far is what there is
      }
    }

    /** A helper that outlives its parent may keep the stream open; it is not waited for long. */
    String text() throws InterruptedException {
      thread.join(GRACE);
      return thread.isAlive() ? "" : kept.toString(StandardCharsets.UTF_8);
    }
  }
}
