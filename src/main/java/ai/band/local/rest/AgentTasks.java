package ai.band.local.rest;

import ai.band.local.json.BoardShapes;
import ai.band.local.world.BoardEvent;
import ai.band.local.world.BoardTask;
import ai.band.local.world.Refusal;
import ai.band.local.world.Room;
import ai.band.local.world.TaskChange;
import ai.band.local.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The task board and goal of a room, for agents. */
final class AgentTasks {
  private final World world;

  private AgentTasks(World world) {
    this.world = world;
  }

  static void register(Router router, World world) {
    var self = new AgentTasks(world);
    var routes = new Routes(router, "/api/v1/agent/chats/{chat_id}", Router.Access.AGENT);
    routes.get("/tasks", "listChatTasks", self::list);
    routes.post("/tasks", "createChatTask", self::create);
    routes.get("/tasks/{id}", "getChatTask", self::get);
    routes.post("/tasks/{id}", "updateChatTask", self::update);
    routes.get("/tasks/{id}/history", "getChatTaskHistory", self::history);
    routes.get("/board", "getChatBoard", self::board);
    routes.add("PUT", "/board", "putChatBoard", self::setGoal);
  }

  private Answer list(Exchange exchange) {
    Room room = room(exchange);
    String state = exchange.query("state");
    String wanted = state == null ? "active" : state;
    if (!List.of("active", "cancelled", "superseded", "archived", "all").contains(wanted)) {
      throw Refusal.invalid("/state", "is invalid");
    }
    Paging paging = Paging.cursorOnly(exchange, 50);
    List<BoardTask> tasks =
        room.board().tasks().stream()
            .filter(task -> wanted.equals("all") || wanted.equals(task.state().wire()))
            .toList();
    return paging.rising(tasks, BoardTask::number, task -> BoardShapes.task(task, false));
  }

  private Answer create(Exchange exchange) {
    Room room = room(exchange);
    Fields body = exchange.body();
    BoardTask task =
        room.board()
            .create(
                exchange.agent(),
                body.text("subject"),
                body.textNotNull("detail"),
                body.textNotNull("supersedes_id"));
    return Answer.created(BoardShapes.task(task, false));
  }

  private Answer get(Exchange exchange) {
    return Answer.ok(BoardShapes.task(task(exchange), withHistory(exchange)));
  }

  private Answer update(Exchange exchange) {
    BoardTask task = task(exchange);
    Fields body = exchange.body();
    var change =
        new TaskChange(
            body.textNotNull("status"),
            body.textNotNull("active_form"),
            body.textNotNull("comment"),
            body.textNotNull("subject"),
            body.textNotNull("detail"),
            body.textNotNull("linked_native_id"),
            body.textNotNull("state"));
    task.room().board().update(exchange.agent(), task, change);
    return Answer.ok(BoardShapes.task(task, false));
  }

  private Answer history(Exchange exchange) {
    BoardTask task = task(exchange);
    Paging paging = Paging.cursorOnly(exchange, 50);
    List<BoardEvent> history = List.copyOf(task.history());
    return paging.placed(history, BoardShapes::event);
  }

  private Answer board(Exchange exchange) {
    return Answer.ok(BoardShapes.board(room(exchange), withHistory(exchange)));
  }

  private Answer setGoal(Exchange exchange) {
    Room room = room(exchange);
    Fields body = exchange.body();
    room.board()
        .setGoal(
            exchange.agent(), body.textNotNull("goal_title"), body.textNotNull("goal_summary"));
    return Answer.ok(BoardShapes.board(room, false));
  }

  private static boolean withHistory(Exchange exchange) {
    @Nullable String include = exchange.query("include");
    return "history".equals(include);
  }

  private BoardTask task(Exchange exchange) {
    return room(exchange).board().require(exchange.path("id"));
  }

  private Room room(Exchange exchange) {
    if (!world.features().tasks()) {
      throw Refusal.forbidden("the task board is not part of this workspace's plan");
    }
    return world.rooms().forParticipant(exchange.path("chat_id"), exchange.agent());
  }
}
