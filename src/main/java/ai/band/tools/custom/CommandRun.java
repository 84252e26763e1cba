package ai.band.tools.custom;

import ai.band.tools.ToolResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of an external command, from its start until nothing of it is left. */
final class CommandRun {
  private static final Logger log = LoggerFactory.getLogger(CommandRun.class);
  private static final int KEPT_OUTPUT = 65_536;
  private static final int KEPT_ERRORS = 2_048;

  /** By it the children are found that a command has let go. */
  private static final String MARK = "BAND_CODEX_TOOL_CALL";

  /** How long what was written last may take to arrive. */
  private static final long CLOSING_MILLIS = 2_000;

  private static final int KILL_ROUNDS = 5;

  private final String tool;
  private final String mark = UUID.randomUUID().toString();
  private final Process process;
  private final KeptOutput output = KeptOutput.beginning(KEPT_OUTPUT);
  private final KeptOutput errors = KeptOutput.end(KEPT_ERRORS);

  private CommandRun(
      String tool, List<String> words, Map<String, String> environment, Path directory)
      throws IOException {
    this.tool = tool;
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark);
    this.process = builder.start();
  }

  /**
   * Runs a command to its end.
   *
   * @param input for its standard input
   * @throws InterruptedException when the thread is interrupted; the command is killed then
   */
  static ToolResult run(
      String tool,
      List<String> words,
      Map<String, String> environment,
      Path directory,
      String input)
      throws InterruptedException {
    CommandRun run;
    try {
      run = new CommandRun(tool, words, environment, directory);
    } catch (IOException e) {
      return ToolResult.failed("Error: " + tool + " could not be started: " + e.getMessage());
    }
    return run.result(input);
  }

  private ToolResult result(String input) throws InterruptedException {
    thread("in", () -> write(input));
    Thread out = thread("out", () -> output.readAll(process.getInputStream()));
    Thread err = thread("err", () -> errors.readAll(process.getErrorStream()));
    int code;
    try {
      code = process.waitFor();
    } finally {
      kill();
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
    await(out, deadline);
    await(err, deadline);
    return told(code);
  }

  private ToolResult told(int code) {
    String text = output.text();
    if (output.isCut()) {
      text += "\n… cut: the command wrote " + output.total() + " bytes.";
    }
    if (code == 0) {
      return ToolResult.ok(text.isEmpty() ? "(no output)" : text);
    }
    String reason = errors.text();
    log.debug("tool {} ended with exit code {}", tool, code);
    return ToolResult.failed(
        "Error: "
            + tool
            + " ended with exit code "
            + code
            + (reason.isEmpty() ? "." : ": " + (errors.isCut() ? "… " : "") + reason));
  }

  /** A command need not read what it is given. */
  private void write(String input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.debug("tool {} did not read its arguments", tool, e);
    }
  }

  /** No virtual ones: reading from a process may hold on to their carriers. */
  private Thread thread(String name, Runnable task) {
    return Thread.ofPlatform()
        .daemon()
        .name("tool-" + tool + "-" + process.pid() + "-" + name)
        .start(task);
  }

  private static void await(Thread thread, long deadline) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left > 0) {
      thread.join(left);
    }
  }

  /** Ends the command and all that it has started; what is killed may just be starting more. */
  private void kill() {
    for (int round = 0; round < KILL_ROUNDS; round++) {
      List<ProcessHandle> left =
          ProcessHandle.allProcesses().filter(ProcessHandle::isAlive).filter(this::isOurs).toList();
      List<ProcessHandle> below = process.descendants().toList();
      if (left.isEmpty() && below.isEmpty() && !process.isAlive()) {
        return;
      }
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private boolean isOurs(ProcessHandle other) {
    Path environment = Path.of("/proc", Long.toString(other.pid()), "environ");
    try {
      return Files.isReadable(environment)
          && Files.readString(environment, StandardCharsets.ISO_8859_1).contains(mark);
    } catch (IOException e) {
      return false; // ended meanwhile, or not Linux
    }
  }
}
