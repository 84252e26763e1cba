package ai.band.adapter.codex.telemetry;

/** Sizes in UTF-8, without making the bytes. */
final class Utf8 {
  private Utf8() {}

  /** Bytes of the text. */
  static int length(CharSequence text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      bytes += bytesAt(text, i);
    }
    return bytes;
  }

  /** The longest beginning of at most this many bytes that cuts no character. */
  static String head(String text, int most) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int width = Character.charCount(text.codePointAt(end));
      bytes += width == 2 ? 4 : bytesAt(text, end);
      if (bytes > most) {
        return text.substring(0, end);
      }
      end += width;
    }
    return text;
  }

  /** Each half of a pair counts two of its four bytes. */
  private static int bytesAt(CharSequence text, int index) {
    char c = text.charAt(index);
    if (c < 0x80) {
      return 1;
    }
    return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }
}
