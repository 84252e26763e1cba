package ai.band.tools.custom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a command writes: its beginning or its end is kept, the rest is read and dropped, so that
 * the command never waits for us.
 */
final class KeptOutput {
  private final int limit;
  private final boolean end;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long total;

  private KeptOutput(int limit, boolean end) {
    this.limit = limit;
    this.end = end;
  }

  static KeptOutput beginning(int bytes) {
    return new KeptOutput(bytes, false);
  }

  static KeptOutput end(int bytes) {
    return new KeptOutput(bytes, true);
  }

  /** Reads until the stream ends or breaks. */
  void readAll(InputStream stream) {
    byte[] chunk = new byte[8_192];
    try {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        keep(chunk, read);
      }
    } catch (IOException e) {
      // The command was killed; what came before counts.
    }
  }

  private void keep(byte[] chunk, int read) {
    lock.lock();
    try {
      total += read;
      int room = end ? read : Math.min(read, limit - kept.size());
      kept.write(chunk, 0, room);
      if (end && kept.size() > limit) {
        byte[] all = kept.toByteArray();
        kept.reset();
        kept.write(all, all.length - limit, limit);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isCut() {
    lock.lock();
    try {
      return total > limit;
    } finally {
      lock.unlock();
    }
  }

  long total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }

  /** What was kept, without a broken character at the cut and without blanks around it. */
  String text() {
    byte[] bytes;
    boolean cut;
    lock.lock();
    try {
      bytes = kept.toByteArray();
      cut = total > limit;
    } finally {
      lock.unlock();
    }
    int from = 0;
    int to = bytes.length;
    if (cut && end) {
      while (from < to && isContinuation(bytes[from])) {
        from++;
      }
    } else if (cut) {
      while (to > 0 && isContinuation(bytes[to - 1])) {
        to--;
      }
      to -= to > 0 && bytes[to - 1] < 0 ? 1 : 0;
    }
    return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8).strip();
  }

  private static boolean isContinuation(byte octet) {
    return (octet & 0xC0) == 0x80;
  }
}
