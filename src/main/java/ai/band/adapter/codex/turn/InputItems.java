package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.UntrustedText;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.api.AdapterInput;
import ai.band.api.PlatformMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a turn is told, in the order in which the model is to read it. */
final class InputItems {
  private static final String SYSTEM = "[System]: ";
  private static final String INSTRUCTIONS = "[System Instructions]\n";
  private static final String CUT_OFF =
      """
      The work on the following message was cut off before it was finished. Some of it may have \
      been done already: look at what there is before you repeat anything, then finish it and \
      answer.\
      """;

  private InputItems() {}

  /** The texts for a message. */
  static List<String> of(BoundThread thread, AdapterInput input) {
    return of(thread.instructions(), thread.history(), input, false);
  }

  /** The texts for a message whose first turn was cut off. */
  static List<String> afterCutOff(BoundThread thread, AdapterInput input) {
    return of(thread.instructions(), thread.history(), input, true);
  }

  static List<String> of(
      @Nullable String instructions, @Nullable String history, AdapterInput input, boolean cutOff) {
    List<String> texts = new ArrayList<>(5);
    if (instructions != null) {
      texts.add(INSTRUCTIONS + instructions);
    }
    if (history != null) {
      texts.add(history);
    }
    addNotice(texts, input.participantsText());
    addNotice(texts, input.contactsText());
    if (cutOff) {
      texts.add(SYSTEM + CUT_OFF);
    }
    texts.add(message(input.message()));
    return texts;
  }

  /** A message as the model reads it. */
  static String message(PlatformMessage message) {
    return UntrustedText.quoteMarkers(
        "[" + UntrustedText.oneLine(message.displayName()) + "]: " + message.content());
  }

  private static void addNotice(List<String> texts, @Nullable String notice) {
    if (notice != null && !notice.isBlank()) {
      texts.add(SYSTEM + UntrustedText.quoteMarkers(notice));
    }
  }
}
