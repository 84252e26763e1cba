package ai.band.adapter.codex.telemetry;

import ai.band.platform.rest.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * A piece of streamed text that waits in the queue. Cut only between words, so that a secret is
 * whole when it comes to be masked.
 */
final class Chunk {
  /** UTF-16 units of one piece; leaves room for the masking of secrets. */
  static final int LONGEST = 15_000;

  /** Bytes that need not wait for more. */
  private static final int ENOUGH = 1_024;

  private final ChunkStream stream;
  private final StringBuilder text = new StringBuilder();
  private long due;
  private int bytes;

  /** The one that took over, because another event came between. */
  private @Nullable Chunk next;

  Chunk(ChunkStream stream, long now) {
    this.stream = stream;
    this.due = now + stream.flushNanos();
  }

  ChunkStream stream() {
    return stream;
  }

  void append(String more) {
    text.append(more);
    bytes += Utf8.length(more);
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** How long this may wait for more of its text, in nanoseconds. */
  long patience(long now, boolean hurried) {
    if (!mayGrow()) {
      return 0;
    }
    if (cut() == 0) {
      return stream.flushNanos();
    }
    return hurried || bytes >= ENOUGH ? 0 : due - now;
  }

  /** Takes what can be posted; empty when that is nothing. */
  String take(long now) {
    String taken = remove(cut());
    due = now + stream.flushNanos();
    return taken;
  }

  /** Later text goes there, and with it the word at the end that may be incomplete. */
  void continueIn(Chunk later) {
    next = later;
    later.append(takeOpenWord());
  }

  private String takeOpenWord() {
    int start = afterLastBreak(text.length());
    String word = text.substring(start);
    text.setLength(start);
    bytes -= Utf8.length(word);
    return word;
  }

  /** Out of the queue: what is left goes with the text that comes. */
  void leave() {
    if (stream.newest() == this) {
      stream.newest(null);
      stream.carry(text.toString());
    }
  }

  /** White space is not posted alone. */
  void passOn(String blank) {
    if (next != null) {
      next.text.insert(0, blank);
      next.bytes += blank.length();
    } else {
      stream.carry(blank + stream.takeCarry());
    }
  }

  private boolean mayGrow() {
    return stream.newest() == this && !stream.hasEnded();
  }

  private int cut() {
    int most = Math.min(text.length(), LONGEST);
    if (!mayGrow() && most == text.length()) {
      return most;
    }
    int end = afterLastBreak(most);
    if (end == 0 && text.length() > LONGEST) {
      end = Excerpt.end(text, most);
    }
    return mayGrow() && isBlank(end) ? 0 : end;
  }

  /** Secrets are made of visible ASCII: anything else ends them. */
  private int afterLastBreak(int before) {
    int end = before;
    while (end > 0 && text.charAt(end - 1) > ' ' && text.charAt(end - 1) < 0x7f) {
      end--;
    }
    return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  private boolean isBlank(int end) {
    for (int i = 0; i < end; i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private String remove(int end) {
    String taken = text.substring(0, end);
    text.delete(0, end);
    bytes -= Utf8.length(taken);
    return taken;
  }
}
