package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.ThreadItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what Codex thought from a finished item. */
final class ThoughtItems {
  static final String COMPACTED =
      "Codex has summarised the conversation so far to make room for more.";

  private ThoughtItems() {}

  /** The text to show, or null when there is none. */
  static @Nullable String read(ThreadItem item) {
    String text =
        switch (item) {
          case ThreadItem.Reasoning reasoning -> reasoning(reasoning);
          case ThreadItem.Plan plan -> plan.text();
          case ThreadItem.ContextCompaction ignored -> COMPACTED;
          case ThreadItem.EnteredReviewMode review -> review(review.review(), review);
          case ThreadItem.ExitedReviewMode review -> review(review.review(), review);
          default -> "";
        };
    return text.isBlank() ? null : text;
  }

  private static String reasoning(ThreadItem.Reasoning item) {
    String summary = lines(item.summary());
    return summary.isBlank() ? lines(item.content()) : summary;
  }

  private static String lines(List<String> parts) {
    return String.join("\n", parts);
  }

  private static String review(String text, ThreadItem item) {
    return text.isBlank() ? "Codex sent " + item.type() + "." : text;
  }
}
