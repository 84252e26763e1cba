package ai.band.codex.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a transport ended.
 *
 * @param reason in plain words
 * @param exitCode of the process, when it has ended by itself
 * @param lastStderrLines what the process last wrote to its standard error, oldest first
 */
public record TransportEnd(
    String reason, @Nullable Integer exitCode, List<String> lastStderrLines) {
  public TransportEnd {
    lastStderrLines = List.copyOf(lastStderrLines);
  }

  /** An end without a process. */
  public static TransportEnd because(String reason) {
    return new TransportEnd(reason, null, List.of());
  }
}
