package ai.band.tools.custom;

import ai.band.tools.ToolResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of an external command, from its start until nothing of it is left. */
final class CommandRun {
  private static final Logger log = LoggerFactory.getLogger(CommandRun.class);
  private static final int KEPT_OUTPUT = 65_536;
  private static final int KEPT_ERRORS = 2_048;

  /** How long what was written last may take to arrive. */
  private static final long CLOSING_MILLIS = 2_000;

  private final String tool;
  private final CommandFamily family;
  private final Process process;
  private final KeptOutput output = KeptOutput.beginning(KEPT_OUTPUT);
  private final KeptOutput errors = KeptOutput.end(KEPT_ERRORS);

  private CommandRun(String tool, CommandFamily family) {
    this.tool = tool;
    this.family = family;
    this.process = family.process();
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
      run = new CommandRun(tool, CommandFamily.start(words, environment, directory));
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
      family.kill();
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
}
