package ai.band.story;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.testkit.RoomStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of a stage's Codex. */
final class CodexProcesses {
  private CodexProcesses() {}

  static List<ProcessHandle> of(RoomStage stage) {
    String home = stage.codex().codexHome().toString();
    List<ProcessHandle> processes =
        ProcessHandle.current().descendants().filter(p -> belongsTo(p, home)).toList();
    assertThat(processes).isNotEmpty();
    return processes;
  }

  private static boolean belongsTo(ProcessHandle process, String home) {
    try {
      Path environ = Path.of("/proc", Long.toString(process.pid()), "environ");
      return !Files.exists(environ) || Files.readString(environ).contains(home);
    } catch (IOException e) {
      return false;
    }
  }
}
