package ai.band.adapter.codex.turn;

import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.ThreadItem.AgentMessage;
import ai.band.codex.protocol.TurnEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds a turn's answer among what Codex says: the last answer, else the last part of one, else,
 * when there is nothing else, the last remark on the way.
 */
final class FinalText {
  private static final String FINAL = "final_answer";
  private static final String PARTIAL = "partial_answer";
  private static final String COMMENTARY = "commentary";

  private final boolean commentaryCounts;
  private final Map<String, Draft> open = new LinkedHashMap<>(4);
  private @Nullable String answer;
  private @Nullable String partial;
  private @Nullable String commentary;

  /**
   * Nothing said yet.
   *
   * @param commentaryCounts whether a remark may stand in for a missing answer
   */
  FinalText(boolean commentaryCounts) {
    this.commentaryCounts = commentaryCounts;
  }

  void started(ThreadItem item) {
    if (item instanceof AgentMessage message) {
      draft(message.id()).begin(message.phase(), message.text());
    }
  }

  void delta(TurnEvent.AgentMessageDelta delta) {
    Draft draft = draft(delta.itemId());
    if (draft.phase == null) {
      draft.phase = delta.phase();
    }
    draft.text.append(delta.delta());
  }

  void completed(ThreadItem item) {
    if (item instanceof AgentMessage message) {
      Draft draft = open.remove(message.id());
      String phase = message.phase() != null || draft == null ? message.phase() : draft.phase;
      String text = message.text().isEmpty() && draft != null ? draft.said() : message.text();
      keep(phase, text);
    }
  }

  /** The answer, trimmed; empty when there is none. */
  String of(TurnEvent.TurnCompleted end) {
    String text = text();
    if (text.isEmpty()) {
      end.items().forEach(this::completed);
      text = text();
    }
    return text;
  }

  /** What there is so far, trimmed. A message that was never completed counts as far as it came. */
  String text() {
    String found = or(answer, unfinished(FINAL));
    if (found == null) {
      found = or(partial, unfinished(PARTIAL));
    }
    if (found == null && commentaryCounts) {
      found = or(commentary, unfinished(COMMENTARY));
    }
    return found == null ? "" : found.strip();
  }

  private static @Nullable String or(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }

  private @Nullable String unfinished(String kind) {
    String last = null;
    for (Draft draft : open.values()) {
      if (kind.equals(kindOf(draft.phase)) && !draft.said().isBlank()) {
        last = draft.said();
      }
    }
    return last;
  }

  /** The answer among the items of a stored turn, trimmed; empty when there is none. */
  static String among(List<ThreadItem> items, boolean commentaryCounts) {
    FinalText text = new FinalText(commentaryCounts);
    items.forEach(text::completed);
    return text.text();
  }

  private void keep(@Nullable String phase, String text) {
    if (text.isBlank()) {
      return;
    }
    switch (kindOf(phase)) {
      case PARTIAL -> partial = text;
      case COMMENTARY -> commentary = text;
      default -> answer = text;
    }
  }

  private static String kindOf(@Nullable String phase) {
    if (PARTIAL.equals(phase)) {
      return PARTIAL;
    }
    return COMMENTARY.equals(phase) ? COMMENTARY : FINAL;
  }

  private Draft draft(String itemId) {
    return open.computeIfAbsent(itemId, id -> new Draft());
  }

  /** A message that Codex is still writing. */
  private static final class Draft {
    private @Nullable String phase;
    private String initial = "";
    private final StringBuilder text = new StringBuilder();

    void begin(@Nullable String itemPhase, String itemText) {
      phase = itemPhase;
      initial = itemText;
      text.setLength(0); // begun once more after a broken connection
    }

    String said() {
      return text.isEmpty() ? initial : text.toString();
    }
  }
}
