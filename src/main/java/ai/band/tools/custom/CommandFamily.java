package ai.band.tools.custom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A command and all that it has started, also what it has let go. */
final class CommandFamily {
  /** By it the children are found that a command has let go. */
  private static final String MARK = "BAND_CODEX_TOOL_CALL";

  private static final int KILL_ROUNDS = 5;

  private final String mark = UUID.randomUUID().toString();
  private final Process process;

  private CommandFamily(ProcessBuilder builder) throws IOException {
    builder.environment().put(MARK, mark);
    this.process = builder.start();
  }

  /** Starts a command with this environment and no other. */
  static CommandFamily start(List<String> words, Map<String, String> environment, Path directory)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new CommandFamily(builder);
  }

  /** The command itself. */
  Process process() {
    return process;
  }

  /**
   * Ends all of it; what is killed may just be starting more. What a command has written that ended
   * by itself can be read afterwards.
   */
  void kill() {
    for (int round = 0; round < KILL_ROUNDS; round++) {
      List<ProcessHandle> left =
          ProcessHandle.allProcesses().filter(ProcessHandle::isAlive).filter(this::isOurs).toList();
      List<ProcessHandle> below = process.descendants().toList();
      if (left.isEmpty() && below.isEmpty() && !process.isAlive()) {
        return;
      }
      if (process.isAlive()) {
        process.destroyForcibly(); // closes its streams, read or not
      }
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
