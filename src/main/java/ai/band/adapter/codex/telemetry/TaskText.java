package ai.band.adapter.codex.telemetry;

import org.jspecify.annotations.Nullable;

/** The content of a task event: one fact a line. */
public final class TaskText {
  private TaskText() {}

  /**
   * Writes the lines.
   *
   * @param id left out when null
   * @param summary left out when null, blank or equal to the title
   */
  public static String of(
      @Nullable String id, String title, String status, @Nullable String summary) {
    StringBuilder text = new StringBuilder();
    if (id != null) {
      text.append("UUID: ").append(id).append('\n');
    }
    text.append("Task: ").append(title).append("\nStatus: ").append(status);
    if (summary != null && !summary.isBlank() && !summary.equals(title)) {
      text.append("\nSummary: ").append(summary);
    }
    return text.toString();
  }
}
