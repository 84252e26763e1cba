package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.world.RegisteredAgent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Our program in a process of its own, started as a user starts it: {@code run} with a
 * configuration file, flags and variables. Closing kills it.
 */
final class OwnProgram implements AutoCloseable {
  private final Process process;
  private final Path log;

  private OwnProgram(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * How the program reaches its Codex.
   *
   * @param command program and arguments of the app-server
   * @param environment what is set for it
   */
  record Codex(List<String> command, Map<String, String> environment) {}

  /** Starts the program; it may still be starting when this returns. */
  static OwnProgram start(
      Path folder, LocalBand band, RegisteredAgent agent, Codex codex, String... flags)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("--session-idle-resync-seconds", "2"));
    options.addAll(List.of(flags));
    return start(folder, band, agent, codex, List.of("-XX:TieredStopAtLevel=1"), options);
  }

  /** The same with other options of the JVM and of the program. */
  static OwnProgram start(
      Path folder,
      LocalBand band,
      RegisteredAgent agent,
      Codex codex,
      List<String> javaOptions,
      List<String> runOptions)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("agent_config.yaml"), configuration(agent, codex));
    Path log = Files.createTempFile(folder, "run-", ".log");
    List<String> command = new ArrayList<>(java(javaOptions));
    command.addAll(List.of("run", "--agent", "bot", "--rest-url", band.restUrl().toString()));
    command.addAll(runOptions);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("BAND_WS_URL", band.socketUrl().toString());
    builder.environment().put("BOT_KEY", agent.apiKey());
    return new OwnProgram(builder.start(), log);
  }

  private static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    String jar = System.getProperty("band.codex.jar", "");
    command.addAll(
        jar.isEmpty() || !Files.exists(Path.of(jar))
            ? List.of("-cp", classPath(), "ai.band.app.Main")
            : List.of("-jar", jar));
    return command;
  }

  private static String configuration(RegisteredAgent agent, Codex codex) {
    StringBuilder text = new StringBuilder("bot:\n");
    text.append("  agent_id: ").append(agent.id()).append('\n');
    text.append("  api_key: ${BOT_KEY}\n");
    text.append("  codex_command: [");
    text.append(
        codex.command().stream()
            .map(word -> word.equals(System.getProperty("java.class.path")) ? classPath() : word)
            .map(OwnProgram::quoted)
            .collect(Collectors.joining(", ")));
    text.append("]\n  codex_env:\n");
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

  /** Its entries may be relative to this process's folder. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** SIGTERM; returns the exit code, or -1 when it has not ended in time. */
  int stop(Duration patience) throws InterruptedException {
    process.destroy();
    return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** Everything that it has started and that still runs. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
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

  /** What it has written. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = descendants();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
