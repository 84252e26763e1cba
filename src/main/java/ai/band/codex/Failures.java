package ai.band.codex;

import ai.band.codex.CodexException.CodexUnavailable;
import ai.band.codex.transport.TransportEnd;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words for connections that failed or ended. */
final class Failures {
  private static final int QUOTED_LINES = 5;
  private static final Pattern BACKTRACE = Pattern.compile("^\\s*\\d+: |^\\s+at |^Stack backtrace");

  private Failures() {}

  /** The reason with exit code and the last lines of stderr. */
  static String describe(TransportEnd end) {
    List<String> lines =
        end.lastStderrLines().stream().filter(line -> !BACKTRACE.matcher(line).find()).toList();
    if (lines.isEmpty()) {
      return end.reason();
    }
    List<String> last = lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size());
    return end.reason() + " Its last words: " + String.join(" | ", last);
  }

  /** Codex was there, but did not become ready. */
  static CodexUnavailable notReady(
      String description, @Nullable TransportEnd end, Garbage garbage, CodexException cause) {
    StringBuilder text =
        new StringBuilder("Codex (").append(description).append(") is not ready. ");
    text.append(end == null ? cause.getMessage() : describe(end));
    if (garbage.isAll() && (end == null || !end.reason().contains("no messages"))) {
      text.append(' ').append(garbage.describe());
    }
    text.append(" Check that this command or address is a codex app-server, that it runs in a")
        .append(" terminal, and that its version is at least ")
        .append(ServerInfo.OLDEST_SUPPORTED)
        .append(" (npm install -g @openai/codex).");
    return new CodexUnavailable(
        text.toString(),
        end == null ? null : end.exitCode(),
        end == null ? List.of() : end.lastStderrLines(),
        cause);
  }
}
