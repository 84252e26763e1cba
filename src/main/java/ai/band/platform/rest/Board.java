package ai.band.platform.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The board of a room: its goal, and on request the history of the goal, oldest first. */
@WireRecord
public record Board(
    String chatRoomId,
    @Nullable String goalTitle,
    @Nullable String goalSummary,
    @Nullable TaskActor createdBy,
    @Nullable TaskActor updatedBy,
    @Nullable Instant insertedAt,
    @Nullable Instant updatedAt,
    @Nullable List<BoardChange> history,
    @Nullable Boolean historyTruncated) {
  public Board {
    chatRoomId = Fields.text(chatRoomId);
  }
}
