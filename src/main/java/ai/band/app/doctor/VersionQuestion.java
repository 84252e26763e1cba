package ai.band.app.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a program which version it is. */
final class VersionQuestion {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private VersionQuestion() {}

  /**
   * First line of what the program prints for {@code --version}.
   *
   * @param command the program, and words that stand before the flag
   * @param variables besides those of this process
   * @return null when it cannot be run, fails or takes too long
   */
  static @Nullable String ask(List<String> command, Map<String, String> variables)
      throws InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.add("--version");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(variables);
    try {
      Process process = builder.start();
      try {
        return answer(process);
      } finally { // also after an interrupt
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable String answer(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      return null;
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.exitValue() == 0 ? text.lines().findFirst().orElse("").strip() : null;
  }
}
