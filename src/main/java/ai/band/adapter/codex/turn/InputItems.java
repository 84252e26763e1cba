package ai.band.adapter.codex.turn;

import ai.band.adapter.codex.room.UntrustedText;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.api.AdapterInput;
import ai.band.api.PlatformMessage;
import ai.band.platform.rest.Excerpt;
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
  private static final String SENT =
      " These messages of yours are in the room; do not repeat them:";
  private static final int LONGEST_QUOTE = 500;

  private InputItems() {}

  /** The texts for a message. */
  static List<String> of(BoundThread thread, AdapterInput input) {
    return of(thread.instructions(), thread.history(), input, "");
  }

  /**
   * The texts for a message whose first turn was cut off.
   *
   * @param sent what the model has already sent to the room
   */
  static List<String> afterCutOff(BoundThread thread, AdapterInput input, List<String> sent) {
    StringBuilder notice = new StringBuilder(CUT_OFF);
    if (!sent.isEmpty()) {
      notice.append(SENT);
      sent.forEach(
          text ->
              notice
                  .append("\n- ")
                  .append(UntrustedText.quoteMarkers(Excerpt.of(text, LONGEST_QUOTE))));
    }
    return of(thread.instructions(), thread.history(), input, notice.toString());
  }

  static List<String> of(
      @Nullable String instructions, @Nullable String history, AdapterInput input, String cutOff) {
    List<String> texts = new ArrayList<>(5);
    if (instructions != null) {
      texts.add(INSTRUCTIONS + instructions);
    }
    if (history != null) {
      texts.add(history);
    }
    addNotice(texts, input.participantsText());
    addNotice(texts, input.contactsText());
    if (!cutOff.isEmpty()) {
      texts.add(SYSTEM + cutOff);
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
