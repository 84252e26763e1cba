package ai.band.codex.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a byte stream into lines and gives each to a consumer, without copying it. A line's bytes
 * are looked at once, however long it grows. Blank lines are skipped.
 */
final class LineReader {
  interface LineConsumer {
    void line(byte[] buffer, int offset, int length);
  }

  /** A line was longer than allowed. */
  static final class LineTooLong extends IOException {
    private static final long serialVersionUID = 1L;

    LineTooLong(int limit) {
      super("a line is longer than " + limit + " bytes");
    }
  }

  private static final int USUAL_SIZE = 64 * 1024;

  private final InputStream in;
  private final int limit;
  private byte[] buffer = new byte[USUAL_SIZE];
  private int start;
  private int end;

  LineReader(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** Reads until the stream ends; an unfinished last line is given too. */
  void readAll(LineConsumer consumer) throws IOException {
    while (true) {
      makeRoom();
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        give(consumer, end);
        return;
      }
      int from = end;
      end += count;
      cut(consumer, from);
    }
  }

  private void cut(LineConsumer consumer, int from) throws LineTooLong {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        give(consumer, i);
        start = i + 1;
      }
    }
    if (start == end) {
      start = 0;
      end = 0;
    } else if (end - start > limit) {
      throw new LineTooLong(limit);
    }
  }

  private void give(LineConsumer consumer, int lineEnd) {
    int length = lineEnd - start;
    if (length > 0 && buffer[lineEnd - 1] == '\r') {
      length--;
    }
    for (int i = start; i < start + length; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        consumer.line(buffer, start, length);
        return;
      }
    }
  }

  private void makeRoom() {
    if (end == 0 && buffer.length > USUAL_SIZE) {
      buffer = new byte[USUAL_SIZE];
      return;
    }
    if (end < buffer.length) {
      return;
    }
    int pending = end - start;
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, pending);
    } else {
      buffer =
          Arrays.copyOf(
              buffer,
              (int) Math.min(2L * buffer.length, Math.min(limit + 1L, Integer.MAX_VALUE - 8)));
    }
    start = 0;
    end = pending;
  }
}
