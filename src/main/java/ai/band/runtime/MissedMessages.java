package ai.band.runtime;

import ai.band.api.Lane;
import ai.band.platform.rest.ChatMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one look at the platform brings, from the oldest on. Used by one thread. */
final class MissedMessages {
  private final RoomWorker room;
  private final long askedAt = System.nanoTime();
  private String headId = "";
  private boolean full;
  private @Nullable Instant place = Instant.MIN;

  MissedMessages(RoomWorker room) {
    this.room = room;
  }

  /** Taken before the list is read, so that it runs also when there is no list. */
  void takeHead(ChatMessage head) {
    headId = head.id();
    accept(head);
  }

  /** The next one of the list. Work is left out once the room is full, so that none overtakes. */
  void take(ChatMessage message) {
    if (message.id().equals(headId)) {
      place = placeOf(message);
    } else if (!full || room.intake().isCommand(message)) {
      accept(message);
    }
  }

  private void accept(ChatMessage message) {
    place = placeOf(message);
    full |= !room.intake().found(message, place, askedAt);
  }

  /** One that does not say its time stands behind the one before it. */
  private @Nullable Instant placeOf(ChatMessage message) {
    if (message.insertedAt() != null) {
      return message.insertedAt();
    }
    for (Delivery waiting : room.lane(Lane.WORK).all()) {
      if (waiting.id().equals(message.id())) {
        return waiting.place();
      }
    }
    return place;
  }
}
