package ai.band.platform.rest;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task on the board of a room.
 *
 * @param number its number on the board; may be used in place of the id
 * @param state {@code active}, {@code cancelled}, {@code superseded} or {@code archived}
 * @param overallStatus {@code pending}, {@code in_progress}, {@code blocked}, {@code in_review},
 *     {@code failed} or {@code completed}
 * @param history only when asked for; the newest 100 changes, oldest first
 */
@WireRecord
public record RoomTask(
    String id,
    int number,
    String chatRoomId,
    String subject,
    String detail,
    String state,
    String overallStatus,
    @Nullable String supersededById,
    @Nullable TaskActor createdBy,
    List<Assignment> assignments,
    @Nullable Instant insertedAt,
    @Nullable Instant updatedAt,
    @Nullable List<BoardChange> history,
    @Nullable Boolean historyTruncated) {
  public RoomTask {
    id = Fields.required(id, "id");
    chatRoomId = Fields.text(chatRoomId);
    subject = Fields.text(subject);
    detail = Fields.text(detail);
    state = Fields.text(state);
    overallStatus = Fields.text(overallStatus);
    assignments = Fields.list(assignments);
  }

  /** One participant's own work on the task. */
  @WireRecord
  public record Assignment(
      @Nullable TaskActor assignee,
      String status,
      String activeForm,
      String linkedNativeId,
      @Nullable Instant updatedAt) {
    public Assignment {
      status = Fields.text(status);
      activeForm = Fields.text(activeForm);
      linkedNativeId = Fields.text(linkedNativeId);
    }
  }
}
