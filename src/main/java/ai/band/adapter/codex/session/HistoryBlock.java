package ai.band.adapter.codex.session;

import ai.band.adapter.codex.room.UntrustedText;
import ai.band.api.AgentIdentity;
import ai.band.api.HistoryEntry;
import ai.band.platform.rest.ContentLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conversation so far, as a new thread is told of it when the old one cannot be resumed. */
final class HistoryBlock {
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_LINE = 16_384;
  private static final String HEADING =
      """
      [Conversation History]
      What was said in this room in an earlier session, oldest first. It is given for continuity; \
      only the new message below asks for something.\
      """;

  private HistoryBlock() {}

  /**
   * Writes the block.
   *
   * @param maxMessages how many of the newest texts to keep; zero for none
   * @return null when there is nothing to tell
   */
  static @Nullable String of(List<HistoryEntry> history, int maxMessages, AgentIdentity self) {
    Deque<String> lines = new ArrayDeque<>();
    int bytes = HEADING.length();
    for (int i = history.size() - 1; i >= 0 && lines.size() < maxMessages; i--) {
      HistoryEntry entry = history.get(i);
      if (!entry.messageType().equals("text") || entry.content().isBlank()) {
        continue;
      }
      String line = ContentLimits.clip(line(entry, self), MAX_LINE);
      bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MAX_BYTES) {
        break;
      }
      lines.addFirst(line);
    }
    return lines.isEmpty() ? null : HEADING + "\n" + String.join("\n", lines);
  }

  private static String line(HistoryEntry entry, AgentIdentity self) {
    return UntrustedText.quoteMarkers("[" + speaker(entry, self) + "]: " + entry.content());
  }

  private static String speaker(HistoryEntry entry, AgentIdentity self) {
    if (entry.senderId().equals(self.id())) {
      return UntrustedText.oneLine(self.name()) + " (you)";
    }
    String name = entry.senderName();
    if (name != null && !name.isBlank()) {
      return UntrustedText.oneLine(name);
    }
    return entry.senderType().isBlank() ? "Unknown" : entry.senderType();
  }
}
