package ai.band.platform.rest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A room. An untitled room gets its title from its first message. */
@WireRecord
public record ChatRoom(
    String id,
    @Nullable String title,
    @Nullable String taskId,
    @Nullable Instant insertedAt,
    @Nullable Instant updatedAt) {
  public ChatRoom {
    id = EntityId.canonical(Fields.required(id, "id"));
  }
}
