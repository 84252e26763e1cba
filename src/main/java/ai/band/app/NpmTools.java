package ai.band.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Runs Node.js, npm and the fetched program, each with a time limit.
 *
 * @param node the words that start Node.js
 * @param npm the words that start npm
 */
record NpmTools(List<String> node, List<String> npm) {
  private static final int OLDEST_NODE = 18;
  private static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);
  private static final String REMEDY =
      "Install Node.js 18 or newer (it brings npm), or install Codex yourself"
          + " and put it on the PATH.";

  static NpmTools onPath(boolean windows) {
    return new NpmTools(List.of("node"), List.of(windows ? "npm.cmd" : "npm"));
  }

  /** Runs {@code npm ci} in a folder that holds package.json and its lock. */
  void install(Path folder, Duration limit, Consumer<String> progress) throws InterruptedException {
    requireNode(folder);
    var command = new ArrayList<>(npm);
    command.addAll(
        List.of("ci", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund"));
    var run = start("npm", command, folder);
    if (!run.await(limit, progress)) {
      throw new CodexInstallException(
          "npm did not finish within %d s.".formatted(limit.toSeconds()),
          "Check the network and npm's proxy settings, then try again." + run.quoted());
    }
    if (run.process.exitValue() != 0) {
      throw new CodexInstallException(
          "npm ended with code %d.".formatted(run.process.exitValue()),
          "Check the network and npm's settings, then try again." + run.quoted());
    }
  }

  /** What the program prints about its version. */
  String versionOf(Path binary, Path folder) throws InterruptedException {
    return firstLine("the fetched program", List.of(binary.toString(), "--version"), folder);
  }

  private void requireNode(Path folder) throws InterruptedException {
    var command = new ArrayList<>(node);
    command.add("--version");
    var version = firstLine("Node.js", command, folder);
    var digits = version.replaceFirst("^v?(\\d{1,4})\\..*", "$1");
    if (!digits.matches("\\d{1,4}") || Integer.parseInt(digits) < OLDEST_NODE) {
      throw new CodexInstallException(
          "Node.js is too old for the Codex CLI: it is '%s'.".formatted(version), REMEDY);
    }
  }

  private static String firstLine(String name, List<String> command, Path folder)
      throws InterruptedException {
    var run = start(name, command, folder);
    if (!run.await(SHORT, line -> {}) || run.process.exitValue() != 0) {
      throw new CodexInstallException(
          "%s does not run (%s).".formatted(name, String.join(" ", command)),
          REMEDY + run.quoted());
    }
    return run.tail().isEmpty() ? "" : run.tail().getFirst().strip();
  }

  private static Run start(String name, List<String> command, Path folder) {
    try {
      var process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var run = new Run(process);
      run.reader.start();
      return run;
    } catch (IOException e) {
      throw new CodexInstallException(
          "%s cannot be started (%s).".formatted(name, e.getMessage()), REMEDY);
    }
  }

  /** A running command and the last lines it printed. */
  private static final class Run {
    private static final int TAIL = 10;
    private static final Duration READER_GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Thread reader;
    private final ReentrantLock gate = new ReentrantLock(); // guards tail
    private final ArrayDeque<String> tail = new ArrayDeque<>();

    Run(Process process) {
      this.process = process;
      this.reader = Thread.ofVirtual().name("npm-output").unstarted(this::read);
    }

    /** Returns false, and leaves no process behind, when the time is over. */
    boolean await(Duration limit, Consumer<String> progress) throws InterruptedException {
      long begin = System.nanoTime();
      try {
        while (true) {
          long spent = System.nanoTime() - begin;
          long left = limit.toNanos() - spent;
          if (left <= 0) {
            return false;
          }
          long step = Math.min(left, TELL_EVERY.toNanos());
          if (process.waitFor(step, TimeUnit.NANOSECONDS)) {
            reader.join(READER_GRACE);
            return true;
          }
          progress.accept(
              "Still fetching (%d s)"
                  .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)));
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }

    List<String> tail() {
      gate.lock();
      try {
        return List.copyOf(tail);
      } finally {
        gate.unlock();
      }
    }

    String quoted() {
      var lines = tail();
      return lines.isEmpty() ? "" : " It printed:\n  " + String.join("\n  ", lines);
    }

    private void read() {
      try (BufferedReader lines = process.inputReader()) {
        String line;
        while ((line = lines.readLine()) != null) {
          keep(line);
        }
      } catch (IOException e) {
        keep("(its output broke off: " + e.getMessage() + ")");
      }
    }

    private void keep(String line) {
      gate.lock();
      try {
        if (tail.size() == TAIL) {
          tail.removeFirst();
        }
        tail.addLast(line);
      } finally {
        gate.unlock();
      }
    }
  }
}
