package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When whoever posts has to look again. */
class EventQueueTest {
  private static final long SECOND = 1_000_000_000L;

  private final EventQueue queue = new EventQueue();
  private final ChunkStream stream =
      new ChunkStream(Map.of("streaming", true), null, Duration.ofMillis(500));

  @Test
  void more_text_is_no_reason_to_look_before_the_next_piece_may_go() {
    long posted = afterOnePiece();
    long next = posted + EventQueue.PIECE_SPACING;

    queue.append(stream, "more words ".repeat(200), posted + 1);

    assertThat(queue.isDueBefore(next, posted + 1, false)).isFalse();
    assertThat(queue.isDueBefore(next + 1, posted + 1, false)).isTrue();
  }

  @Test
  void an_urgent_event_is() {
    long posted = afterOnePiece();
    queue.append(stream, "more ", posted + 1);

    queue.add(new RoomEvent("error", "broken", Map.of(), Weight.HEAVY, null), true);

    assertThat(queue.isDueBefore(posted + EventQueue.PIECE_SPACING, posted + 1, false)).isTrue();
  }

  @Test
  void text_that_has_become_long_enough_is_when_no_piece_was_posted_lately() {
    queue.append(stream, "few words ", SECOND);
    long due = SECOND + queue.delay(SECOND, false);
    assertThat(queue.isDueBefore(due, SECOND + 1, false)).isFalse();

    queue.append(stream, "many words ".repeat(200), SECOND + 2);

    assertThat(queue.isDueBefore(due, SECOND + 2, false)).isTrue();
  }

  @Test
  void hurry_is() {
    queue.append(stream, "few words ", SECOND);
    long due = SECOND + queue.delay(SECOND, false);

    assertThat(queue.isDueBefore(due, SECOND + 1, true)).isTrue();
  }

  private long afterOnePiece() {
    queue.append(stream, "first words ", SECOND);
    long later = 2 * SECOND;
    assertThat(queue.poll(later, false)).isNotNull();
    return later;
  }
}
