package ai.band.codex.transport;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process that speaks one JSON message per line over its standard streams.
 *
 * <p>Three threads belong to it: one reads its output, one writes its input from a queue, one
 * drains its standard error into the log and a tail that errors quote. A process that stops reading
 * fills the pipe and then the queue of {@value #QUEUE_SIZE} messages, but never stops the reader.
 */
public final class StdioTransport implements CodexTransport {
  private static final int QUEUE_SIZE = 2_048;
  private static final Duration SEND_LIMIT = Duration.ofSeconds(10);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(2);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(2);
  private static final int STDERR_LINE_LIMIT = 1 << 20;
  private static final int SHOWN_LENGTH = 160;
  private static final String END_OF_INPUT = "";
  private static final Logger log = LoggerFactory.getLogger(StdioTransport.class);
  private static final Logger stderrLog = LoggerFactory.getLogger("ai.band.codex.stderr");

  private final List<String> command;
  private final Map<String, String> environment;
  private final @Nullable Path directory;
  private final @Nullable Duration closeTimeout;
  private final int maxLineBytes;
  private final StderrTail stderr;
  private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(QUEUE_SIZE);
  private final CountDownLatch readToTheEnd = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable Running running;
  private volatile @Nullable String readFailure;

  private record Running(Process process, ProcessTree tree, Receiver receiver, Thread stderr) {}

  /**
   * @param command the program and its arguments
   * @param environment all variables of the process
   * @param directory where it runs; null: where this process runs
   * @param closeTimeout for a clean end before force is used; null: no limit
   * @param maxLineBytes longest line accepted; a longer one ends the connection
   */
  public StdioTransport(
      List<String> command,
      Map<String, String> environment,
      @Nullable Path directory,
      @Nullable Duration closeTimeout,
      int maxLineBytes) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.directory = directory;
    this.closeTimeout = closeTimeout;
    this.maxLineBytes = maxLineBytes;
    this.stderr = new StderrTail(environment);
  }

  @Override
  public void open(Receiver receiver) throws IOException {
    if (directory != null && !Files.isDirectory(directory)) {
      throw new IOException(
          "Codex cannot run in "
              + directory
              + ", which is no directory. Create it or choose"
              + " another one.");
    }
    Process process = start();
    String name = "codex-" + process.pid();
    Thread errors = daemon(name + "-stderr", () -> drainStderr(process));
    Running started = new Running(process, new ProcessTree(process), receiver, errors);
    running = started;
    errors.start();
    daemon(name + "-writer", () -> write(started)).start();
    daemon(name + "-reader", () -> read(started)).start();
    Thread watcher = Thread.ofVirtual().name(name + "-exit").unstarted(() -> afterLoss(started));
    var unused = process.onExit().thenRun(watcher::start);
  }

  @Override
  public void send(String message) throws IOException {
    if (ended.get() || closing.get()) {
      throw new IOException("the process has ended");
    }
    try {
      if (!outgoing.offer(message, SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("Codex does not read its input");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending", e);
    }
  }

  @Override
  public String description() {
    String line = String.join(" ", command);
    return line.length() > SHOWN_LENGTH ? line.substring(0, SHOWN_LENGTH) + "..." : line;
  }

  @Override
  public void established() {
    Running now = running;
    if (now != null) {
      now.tree().note();
    }
  }

  /** The process id, once it is started. */
  public long pid() {
    Running now = running;
    return now == null ? -1 : now.process().pid();
  }

  @Override
  public void close() {
    Running now = running;
    if (now == null || !closing.compareAndSet(false, true)) {
      return;
    }
    now.tree().note();
    outgoing.offer(END_OF_INPUT);
    try {
      if (!endsBySteps(now.tree())) {
        now.tree().kill();
        if (!now.tree().awaitEnd(KILL_LIMIT)) {
          log.warn("the Codex process {} could not be ended", now.process().pid());
        }
      }
    } catch (InterruptedException e) {
      now.tree().kill();
      Thread.currentThread().interrupt();
    }
    end(now);
  }

  private boolean endsBySteps(ProcessTree tree) throws InterruptedException {
    Duration half = closeTimeout == null ? null : closeTimeout.dividedBy(2);
    if (tree.awaitEnd(half)) {
      return true;
    }
    tree.terminate();
    return tree.awaitEnd(half);
  }

  private Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(
          "Codex could not be started with \""
              + description()
              + "\": "
              + e.getMessage()
              + ". Check the command, or install Codex: npm install -g @openai/codex (Node.js 18"
              + " or newer).",
          e);
    }
  }

  private void read(Running now) {
    try {
      new LineReader(now.process().getInputStream(), maxLineBytes)
          .readAll(
              (buffer, offset, length) -> {
                if (!ended.get()) {
                  now.receiver().received(buffer, offset, length);
                }
              });
    } catch (IOException e) {
      if (!closing.get()) {
        readFailure = e.getMessage();
        log.debug("reading from Codex failed", e);
      }
    } catch (RuntimeException | Error e) { // for one, a line that is too long for the memory
      readFailure = e.toString();
      log.error("reading from Codex failed", e);
    }
    readToTheEnd.countDown();
    end(now);
  }

  private void write(Running now) {
    try (OutputStream out = new BufferedOutputStream(now.process().getOutputStream(), 64 * 1024)) {
      while (true) {
        String message = outgoing.poll(1, TimeUnit.SECONDS);
        if (message == null) {
          if (ended.get()) {
            return;
          }
          continue;
        }
        if (message.isEmpty()) {
          return;
        }
        out.write(message.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        if (outgoing.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      log.debug("writing to Codex failed: {}", e.toString());
      if (!closing.get()) {
        afterLoss(now);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drainStderr(Process process) {
    try {
      new LineReader(process.getErrorStream(), STDERR_LINE_LIMIT)
          .readAll(
              (buffer, offset, length) ->
                  stderrLog.debug(
                      "{}",
                      stderr.add(new String(buffer, offset, length, StandardCharsets.UTF_8))));
    } catch (IOException e) {
      log.debug("standard error of Codex: {}", e.toString());
    }
  }

  /**
   * The end, also when there is more to read: the launcher may have died alone, and its child then
   * holds the pipe open; or Codex takes no more input.
   */
  private void afterLoss(Running now) {
    try {
      readToTheEnd.await(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(now);
  }

  private void end(Running now) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    now.receiver().ended(new TransportEnd(reason(now), exitCode(now), stderrLines(now)));
  }

  private String reason(Running now) {
    if (closing.get()) {
      return "The connection to Codex was closed.";
    }
    if (readFailure != null) {
      return "Reading from Codex failed: " + readFailure + ".";
    }
    Integer code = exitCode(now);
    if (code != null) {
      return "The Codex process ended with exit code " + code + ".";
    }
    return "Codex closed its "
        + (readToTheEnd.getCount() == 0 ? "output" : "input")
        + " but still runs.";
  }

  private static @Nullable Integer exitCode(Running now) {
    try {
      return now.process().waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          ? Integer.valueOf(now.process().exitValue())
          : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private List<String> stderrLines(Running now) {
    try {
      now.stderr().join(DRAIN_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return stderr.lines();
  }

  private static Thread daemon(String name, Runnable body) {
    return Thread.ofPlatform().daemon().name(name).unstarted(body);
  }
}
