package ai.band.platform.rest;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the platform accepts in one event, and how to make too much of it fit. */
public final class ContentLimits {
  /** Longest content of an event, in UTF-16 units. */
  public static final int EVENT_CONTENT = 16_384;

  /** Largest metadata of an event, in bytes of JSON. */
  public static final int EVENT_METADATA_BYTES = 65_536;

  /** Longest text of a contact request, in characters. */
  public static final int CONTACT_MESSAGE = 500;

  /** Longest title of a room, in characters. */
  public static final int ROOM_TITLE = 120;

  private static final String BLANK = "(no text)";
  private static final String METADATA_DROPPED = "\n[details left out: too large]";

  private ContentLimits() {}

  /** {@code content} as an event may carry it: never blank, never too long. */
  public static String eventContent(String content) {
    return content.isBlank() ? BLANK : clip(content, EVENT_CONTENT);
  }

  /**
   * Cuts {@code text} in the middle, so that head and tail stay and the whole, with a note of what
   * is missing, is at most {@code limit} UTF-16 units long. Never splits a character.
   *
   * @param limit at least 64
   */
  public static String clip(String text, int limit) {
    if (limit < 64) {
      throw new IllegalArgumentException("The limit is " + limit + ". Choose 64 or more.");
    }
    if (text.length() <= limit) {
      return text;
    }
    var marker = "\n[… " + (text.length() - limit) + "+ characters left out …]\n";
    int kept = limit - marker.length();
    int headEnd = Excerpt.end(text, kept - kept / 3);
    int tailStart = text.length() - kept / 3;
    if (Character.isLowSurrogate(text.charAt(tailStart))) {
      tailStart++;
    }
    return new StringBuilder(limit)
        .append(text, 0, headEnd)
        .append(marker)
        .append(text, tailStart, text.length())
        .toString();
  }

  /** Whether there is a character that somebody can see; the platform refuses text without one. */
  public static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); ) {
      int code = text.codePointAt(i);
      if (isVisible(code)) {
        return true;
      }
      i += Character.charCount(code);
    }
    return false;
  }

  private static boolean isVisible(int code) {
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> !isFiller(code);
    };
  }

  /** Letters and marks that are drawn as nothing. */
  private static boolean isFiller(int code) {
    return code == 0x034f
        || code == 0x115f
        || code == 0x1160
        || code == 0x2800
        || code == 0x3164
        || code == 0xffa0
        || (code >= 0xfe00 && code <= 0xfe0f)
        || (code >= 0xe0100 && code <= 0xe01ef);
  }

  /** Whether {@code metadata} is small enough for an event. */
  public static boolean metadataFits(Map<String, ?> metadata) {
    return bytesFit(Json.text(metadata));
  }

  /** An event cut to size; {@code metadata} is JSON, or null for none. */
  static FittedEvent fit(String content, @Nullable Map<String, ?> metadata) {
    if (metadata == null || metadata.isEmpty()) {
      return new FittedEvent(eventContent(content), null);
    }
    var json = Json.text(metadata);
    if (bytesFit(json)) {
      return new FittedEvent(eventContent(content), json);
    }
    var room = EVENT_CONTENT - METADATA_DROPPED.length();
    return new FittedEvent(
        (content.isBlank() ? BLANK : clip(content, room)) + METADATA_DROPPED, null);
  }

  private static boolean bytesFit(String json) {
    return json.length() * 3L <= EVENT_METADATA_BYTES
        || json.getBytes(StandardCharsets.UTF_8).length <= EVENT_METADATA_BYTES;
  }

  record FittedEvent(String content, @Nullable String metadataJson) {}
}
