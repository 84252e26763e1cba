package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be posted in one room. Urgent events come first, all others in the order of their
 * arrival. Text that is still being written waits for more of itself, and pieces of it are posted
 * at a limited rate; it grows in the queue, so that nothing of it is ever left out.
 *
 * <p>When full, the oldest light event goes, then the oldest of normal weight; heavy ones are kept,
 * whatever their number. Not safe for several threads: the outbox guards it.
 */
final class EventQueue {
  /** Events that may wait. */
  static final int CAPACITY = 1_000;

  /** Between two pieces of streamed text: at most four a second. */
  static final long PIECE_SPACING = TimeUnit.MILLISECONDS.toNanos(250);

  private final Deque<Waiting> urgent = new ArrayDeque<>(0);
  private final Deque<Waiting> ordinary = new ArrayDeque<>(0);
  private boolean anyPiece;
  private long lastPiece;

  private sealed interface Waiting {}

  private record Whole(RoomEvent event) implements Waiting {}

  private record Growing(Chunk chunk) implements Waiting {}

  boolean isEmpty() {
    return urgent.isEmpty() && ordinary.isEmpty();
  }

  int size() {
    return urgent.size() + ordinary.size();
  }

  /** Adds an event. False: one had to go for it, or it had no place itself. */
  boolean add(RoomEvent event, boolean overtaking) {
    boolean full = size() >= CAPACITY;
    boolean dropped = full && droppedFor(event.weight());
    if (full && !dropped && event.weight() != Weight.HEAVY) {
      return false;
    }
    (overtaking ? urgent : ordinary).add(new Whole(event));
    return !dropped;
  }

  /** Adds to a text. False: an event had to go for it. */
  boolean append(ChunkStream stream, String text, long now) {
    Chunk newest = stream.newest();
    boolean full = size() >= CAPACITY;
    if (newest != null && (isLast(newest) || full)) {
      newest.append(text);
      return true;
    }
    boolean dropped = full && droppedFor(Weight.HEAVY);
    Chunk chunk = new Chunk(stream, now);
    if (newest == null) {
      chunk.append(stream.takeCarry());
    } else {
      newest.continueIn(chunk);
    }
    chunk.append(text);
    stream.newest(chunk);
    ordinary.add(new Growing(chunk));
    return !dropped;
  }

  /** A text is complete: nothing of it waits for more. */
  void end(ChunkStream stream, long now) {
    if (stream.newest() == null && stream.hasCarry()) {
      append(stream, "", now);
    }
    stream.end();
  }

  /**
   * The next event that may be posted now, or null.
   *
   * @param hurried whether a text shall not wait for more of itself
   */
  @Nullable RoomEvent poll(long now, boolean hurried) {
    while (!isEmpty() && delay(now, hurried) <= 0) {
      Deque<Waiting> queue = urgent.isEmpty() ? ordinary : urgent;
      RoomEvent event =
          switch (queue.element()) {
            case Whole whole -> {
              queue.remove();
              yield whole.event();
            }
            case Growing growing -> piece(growing.chunk(), now);
          };
      if (event != null) {
        return event;
      }
    }
    return null;
  }

  /** Nanoseconds until {@link #poll} may find something, as far as is known now. */
  long delay(long now, boolean hurried) {
    if (!urgent.isEmpty() || !(ordinary.peek() instanceof Growing(Chunk chunk))) {
      return 0;
    }
    long spacing = spacing(now);
    return isLast(chunk) ? Math.max(spacing, chunk.patience(now, hurried)) : spacing;
  }

  /** Whether {@link #poll} may find something before that moment. */
  boolean isDueBefore(long moment, long now, boolean hurried) {
    boolean textFirst = urgent.isEmpty() && ordinary.peek() instanceof Growing;
    if (textFirst && spacing(now) >= moment - now) {
      return false; // whatever the text is, and most of the time it is this
    }
    return delay(now, hurried) < moment - now;
  }

  private long spacing(long now) {
    return anyPiece ? lastPiece + PIECE_SPACING - now : 0;
  }

  void clear() {
    urgent.clear();
    ordinary.clear();
  }

  private @Nullable RoomEvent piece(Chunk chunk, long now) {
    String piece = chunk.take(now);
    if (piece.isEmpty() || chunk.isEmpty()) {
      ordinary.remove();
      chunk.leave();
    }
    if (piece.isBlank()) {
      chunk.passOn(piece);
      return null;
    }
    anyPiece = true;
    lastPiece = now;
    return chunk.stream().piece(piece);
  }

  private boolean isLast(Chunk chunk) {
    return ordinary.peekLast() instanceof Growing(Chunk last) && last == chunk;
  }

  /** Drops the oldest of the lightest events that weigh no more than the new one. */
  private boolean droppedFor(Weight added) {
    for (Weight weight : List.of(Weight.LIGHT, Weight.NORMAL)) {
      if (weight.compareTo(added) <= 0
          && (removeOldest(ordinary, weight) || removeOldest(urgent, weight))) {
        return true;
      }
    }
    return false;
  }

  private static boolean removeOldest(Deque<Waiting> queue, Weight weight) {
    for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
      if (each.next() instanceof Whole(RoomEvent event) && event.weight() == weight) {
        each.remove();
        return true;
      }
    }
    return false;
  }
}
