package ai.band.bench;

import ai.band.local.LocalBand;
import ai.band.local.QuickCodex;
import ai.band.local.world.RegisteredAgent;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The program in a process of its own, started as a user starts it, and what it costs. */
final class MeasuredProgram implements AutoCloseable {
  private final Process process;
  private final Path folder;
  private final long started;

  private MeasuredProgram(Process process, Path folder, long started) {
    this.process = process;
    this.folder = folder;
    this.started = started;
  }

  /** The class path of this process, with entries that hold in every folder. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Starts it for this agent, with the quick stand-in for Codex. */
  static MeasuredProgram start(LocalBand band, RegisteredAgent bot) {
    return run(section("bot", band, bot), "on", "run");
  }

  /** A section of the configuration file, with the quick stand-in for Codex. */
  static String section(String key, LocalBand band, RegisteredAgent bot) {
    String codex =
        QuickCodex.command(classPath()).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    return """
    %s:
      agent_id: %s
      api_key: %s
      rest_url: %s
      ws_url: %s
      codex_command: %s
    """
        .formatted(key, bot.id(), bot.apiKey(), band.restUrl(), band.socketUrl(), codex);
  }

  /**
   * Starts it with this configuration file and these words of the command line.
   *
   * @param archive {@code off}: without the start-up archive
   */
  static MeasuredProgram run(String configuration, String archive, String... words) {
    try {
      Path folder = Files.createTempDirectory("band-bench");
      Files.writeString(folder.resolve("agent_config.yaml"), configuration);
      List<String> command = new ArrayList<>();
      command.add(Path.of("band-codex").toAbsolutePath().toString());
      command.addAll(List.of(words));
      long started = System.nanoTime();
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(folder.resolve("out").toFile())
              .redirectError(folder.resolve("err").toFile());
      builder.environment().put("BAND_CODEX_ARCHIVE", archive);
      Process process = builder.start();
      return new MeasuredProgram(process, folder, started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When the process was started, on {@link System#nanoTime}. */
  long started() {
    return started;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it wrote to its log. */
  String log() throws IOException {
    return Files.readString(folder.resolve("err"));
  }

  /** What it uses. */
  ProcessFigures figures() {
    return new ProcessFigures(process.toHandle());
  }

  /** Stops it as {@code docker stop} does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(40, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
