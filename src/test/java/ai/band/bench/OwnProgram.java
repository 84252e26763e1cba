package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.QuickCodex;
import ai.band.local.world.RegisteredAgent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Our program in a process of its own, started as a user starts it: with a configuration file,
 * flags and variables. Closing it stops it as {@code docker stop} does.
 */
final class OwnProgram implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long SHORTEST_PAUSE = 200_000;
  private static final long LONGEST_PAUSE = 20_000_000;
  private static final Duration GRACE = Duration.ofSeconds(40);

  private final Process process;
  private final Path log;
  private final long started;

  private OwnProgram(Process process, Path log, long started) {
    this.process = process;
    this.log = log;
    this.started = started;
  }

  /**
   * How the program reaches its Codex.
   *
   * @param command program and arguments of the app-server
   * @param environment what is set for it
   */
  record Codex(List<String> command, Map<String, String> environment) {
    /** The stand-in that answers at once. */
    static Codex quick() {
      return new Codex(QuickCodex.command(classPath()), Map.of());
    }
  }

  /** The class path of this process, with entries that hold in every folder. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A section of the configuration file. */
  static String section(String key, LocalBand band, RegisteredAgent agent, Codex codex) {
    StringBuilder text = new StringBuilder();
    text.append(key).append(":\n");
    text.append("  agent_id: ").append(agent.id()).append('\n');
    text.append("  api_key: ").append(agent.apiKey()).append('\n');
    text.append("  rest_url: ").append(band.restUrl()).append('\n');
    text.append("  ws_url: ").append(band.socketUrl()).append('\n');
    text.append("  codex_command: ");
    text.append(
        codex.command().stream()
            .map(word -> word.equals(System.getProperty("java.class.path")) ? classPath() : word)
            .map(OwnProgram::quoted)
            .collect(Collectors.joining(", ", "[", "]\n")));
    if (!codex.environment().isEmpty()) {
      text.append("  codex_env:\n");
    }
    codex
        .environment()
        .forEach(
            (name, value) ->
                text.append("    ").append(name).append(": ").append(quoted(value)).append('\n'));
    return text.toString();
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "''") + "'";
  }

  /** Prepares the program with this configuration file. */
  static Start with(String configuration) {
    return new Start(configuration);
  }

  /** When the process was started, on {@link System#nanoTime}. */
  long started() {
    return started;
  }

  /** Seconds since then. */
  double age() {
    return (System.nanoTime() - started) / 1e9;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it uses. */
  ProcessFigures figures() {
    return new ProcessFigures(process.toHandle());
  }

  /** Everything that it has started and that still runs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** What it has written. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Waits for something that can only happen while the program runs; it notices late by 1 %. */
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long waited = System.nanoTime() - begun;
      if (!isAlive() || waited > PATIENCE.toNanos()) {
        throw new IllegalStateException("no " + what + "; the program says:\n" + log());
      }
      LockSupport.parkNanos(Math.clamp(waited / 100, SHORTEST_PAUSE, LONGEST_PAUSE));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** SIGTERM; returns the exit code, or -1 when it has not ended in time. */
  int stop(Duration patience) throws InterruptedException {
    process.destroy();
    return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** The exit code of a program that ends by itself. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the program did not end:\n" + log());
    }
    return process.exitValue();
  }

  /** SIGKILL: the program can do nothing about it. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the program did not die");
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = descendants();
    try {
      stop(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** A program that is not started yet. */
  static final class Start {
    private final String configuration;
    private final Map<String, String> variables = new HashMap<>();
    private List<String> launcher = List.of(Path.of("band-codex").toAbsolutePath().toString());
    private List<String> words = List.of("run");
    private Path folder;

    private Start(String configuration) {
      this.configuration = configuration;
    }

    /** Where it runs and writes its log; otherwise a new folder. */
    Start in(Path given) {
      folder = given;
      return this;
    }

    /** The command line; otherwise {@code run}. */
    Start words(List<String> given) {
      words = given;
      return this;
    }

    Start variable(String name, String value) {
      variables.put(name, value);
      return this;
    }

    /** Without the start script, which needs the packaged program; with these options. */
    Start byJava(List<String> options) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
      String jar = System.getProperty("band.codex.jar", "");
      command.addAll(
          jar.isEmpty() || !Files.exists(Path.of(jar))
              ? List.of("-cp", classPath(), "ai.band.app.Main")
              : List.of("-jar", jar));
      launcher = command;
      return this;
    }

    /** Starts it; it may still be starting when this returns. */
    OwnProgram start() throws IOException {
      Path where = folder == null ? Files.createTempDirectory("band-bench") : folder;
      Files.createDirectories(where);
      Files.writeString(where.resolve("agent_config.yaml"), configuration);
      Path log = Files.createTempFile(where, "run-", ".log");
      List<String> command = new ArrayList<>(launcher);
      command.addAll(words);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(where.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(variables);
      long started = System.nanoTime();
      return new OwnProgram(builder.start(), log, started);
    }
  }
}
