package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * The task board of rooms (beta). Obtained from {@link BandRest#tasks()}; safe for any thread. A
 * task is named by its UUID or by its number on the board.
 */
public final class BandTasks {
  private final Http http;

  BandTasks(Http http) {
    this.http = http;
  }

  /**
   * One page of tasks.
   *
   * @param state {@code active} (what null means), {@code cancelled}, {@code superseded}, {@code
   *     archived} or {@code all}
   * @param limit 1 to 100
   */
  public CursorPage<RoomTask> list(
      String roomId, @Nullable String state, @Nullable String cursor, int limit) {
    var path =
        Path.room(roomId)
            .then("/tasks")
            .query("state", state)
            .query("cursor", cursor)
            .query("limit", limit);
    return http.call(RestCall.get(path.toString())).cursorPage(RoomTask.class);
  }

  /** Puts a task on the board. Its creator is not assigned to it. */
  public RoomTask create(String roomId, TaskDraft draft) {
    return http.call(
            RestCall.create(Path.room(roomId).then("/tasks").toString(), Json.treeOf(draft)))
        .data(RoomTask.class);
  }

  public RoomTask get(String roomId, String task, boolean withHistory) {
    var path =
        Path.room(roomId).then("/tasks").id(task).query("include", withHistory ? "history" : null);
    return http.call(RestCall.get(path.toString())).data(RoomTask.class);
  }

  public RoomTask update(String roomId, String task, TaskPatch patch) {
    var body = Json.treeOf(patch);
    if (body.isEmpty()) {
      throw new IllegalArgumentException("Nothing to change. Set at least one field of the patch.");
    }
    return http.call(RestCall.create(Path.room(roomId).then("/tasks").id(task).toString(), body))
        .data(RoomTask.class);
  }

  /** One page of a task's changes, oldest first. */
  public CursorPage<BoardChange> history(
      String roomId, String task, @Nullable String cursor, int limit) {
    var path =
        Path.room(roomId)
            .then("/tasks")
            .id(task)
            .then("/history")
            .query("cursor", cursor)
            .query("limit", limit);
    return http.call(RestCall.get(path.toString())).cursorPage(BoardChange.class);
  }

  public Board board(String roomId, boolean withHistory) {
    var path = Path.room(roomId).then("/board").query("include", withHistory ? "history" : null);
    return http.call(RestCall.get(path.toString())).data(Board.class);
  }

  /** Sets the room's goal; null leaves a part as it is. */
  public Board setGoal(String roomId, @Nullable String title, @Nullable String summary) {
    var body = Json.object();
    if (title != null) {
      body.put("goal_title", title);
    }
    if (summary != null) {
      body.put("goal_summary", summary);
    }
    return http.call(RestCall.settle("PUT", Path.room(roomId).then("/board").toString(), body))
        .data(Board.class);
  }
}
