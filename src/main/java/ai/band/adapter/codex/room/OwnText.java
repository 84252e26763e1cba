package ai.band.adapter.codex.room;

import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.Mention;

/** Compares what was to be posted with what a room holds. */
final class OwnText {
  private static final char REPLACEMENT = '\ufffd';

  private OwnText() {}

  /** What a room holds, as it was posted: the platform turns handles into tokens. */
  static String of(ChatMessage message) {
    String stored = message.content();
    for (Mention mention : message.mentions()) {
      if (mention.handle() != null) {
        stored = stored.replace("@[[" + mention.id() + "]]", "@" + mention.handle());
      }
    }
    return bare(stored);
  }

  /** Without the mentions in front, which the platform may have put there. */
  static String bare(String text) {
    String rest = text.replace('\0', REPLACEMENT).strip(); // so it reaches the platform
    while (rest.startsWith("@")) {
      int end = 0;
      while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
        end++;
      }
      rest = rest.substring(end).strip();
    }
    return rest;
  }
}
