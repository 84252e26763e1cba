package ai.band.platform.phoenix;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The chunked transfer coding of HTTP/1.1, as far as a short body needs it. */
final class HttpChunks {
  private HttpChunks() {}

  /** Whether the last chunk has come. */
  static boolean complete(byte[] coded) {
    return walk(coded, new ByteArrayOutputStream());
  }

  /** The contents of the chunks that have come, the last perhaps in part. */
  static byte[] join(byte[] coded) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    walk(coded, plain);
    return plain.toByteArray();
  }

  private static boolean walk(byte[] coded, ByteArrayOutputStream plain) {
    int at = 0;
    while (true) {
      int lineEnd = lineEnd(coded, at);
      if (lineEnd < 0) {
        return false;
      }
      int size = size(new String(coded, at, lineEnd - at, StandardCharsets.ISO_8859_1));
      if (size <= 0) {
        return true;
      }
      int start = lineEnd + 2;
      int count = Math.min(size, coded.length - start);
      plain.write(coded, start, Math.max(0, count));
      if (count < size) {
        return false;
      }
      at = start + size + 2;
    }
  }

  private static int lineEnd(byte[] coded, int from) {
    for (int i = from; i + 1 < coded.length; i++) {
      if (coded[i] == '\r' && coded[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** The size of a chunk; 0 for the last one and for a line that is no size. */
  private static int size(String line) {
    int extension = line.indexOf(';');
    String digits = (extension < 0 ? line : line.substring(0, extension)).strip();
    try {
      return Integer.parseInt(digits, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
