package ai.band.adapter.codex.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The real queue in front of a room that takes everything at once; what it gives out is kept. */
final class RecordedOutbox implements Outbox {
  private final EventQueue queue = new EventQueue();
  private final List<RoomEvent> posted = new ArrayList<>();
  private long now;

  @Override
  public synchronized void add(RoomEvent event) {
    events();
    queue.add(event, false);
  }

  @Override
  public synchronized void addUrgent(RoomEvent event) {
    events();
    queue.add(event, true);
  }

  @Override
  public synchronized void append(ChunkStream stream, String text) {
    queue.append(stream, text, now);
  }

  @Override
  public synchronized void end(ChunkStream stream) {
    queue.end(stream, now);
  }

  /** Everything so far; time passes until it could have been posted. */
  synchronized List<RoomEvent> events() {
    for (int round = 0; round < 10_000 && !queue.isEmpty(); round++) {
      RoomEvent event = queue.poll(now, true);
      if (event != null) {
        posted.add(event);
      }
      now += EventQueue.PIECE_SPACING;
    }
    return List.copyOf(posted);
  }

  @Override
  public boolean drain(Duration limit) {
    return true;
  }

  @Override
  public synchronized boolean isEmpty() {
    return queue.isEmpty();
  }

  @Override
  public int waiting() {
    return 0;
  }

  @Override
  public long undelivered() {
    return 0;
  }

  @Override
  public void close(Duration limit) {}
}
