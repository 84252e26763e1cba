package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The board of a room. */
class TaskRulesTest {
  private final Stage stage = new Stage();
  private final RestCaller planner = stage.planner();
  private final RestCaller weather = new RestCaller(stage.band, stage.weather);

  @BeforeEach
  void oneTask() {
    assertThat(planner.post(stage.chat() + "/tasks", "{'subject':'Draft'}").status())
        .isEqualTo(201);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private RestCaller.Reply update(RestCaller by, String json) {
    return by.post(stage.chat() + "/tasks/1", json);
  }

  private RestCaller.Reply task() {
    return planner.get(stage.chat() + "/tasks/1?include=history");
  }

  @Test
  void the_first_status_joins_and_each_has_a_status_of_their_own() {
    assertThat(task().text("/data/overall_status")).isEqualTo("pending");
    Stage.expect(update(planner, "{'active_form':'Drafting'}"), 422, "validation_error");

    update(planner, "{'status':'in_progress','active_form':'Drafting'}");
    update(weather, "{'status':'completed'}");

    assertThat(task().data().path("assignments").size()).isEqualTo(2);
    assertThat(task().text("/data/assignments/0/active_form")).isEqualTo("Drafting");
    assertThat(task().text("/data/overall_status")).isEqualTo("in_progress");
    update(planner, "{'status':'completed'}");
    assertThat(task().text("/data/overall_status")).isEqualTo("completed");
  }

  @Test
  void an_update_needs_something_valid() {
    Stage.expect(update(planner, "{}"), 422, "validation_error");
    Stage.expect(update(planner, "{'status':'napping'}"), 422, "validation_error");
    Stage.expect(update(planner, "{'state':'gone'}"), 422, "validation_error");
    Stage.expect(update(planner, "{'subject':' '}"), 422, "validation_error");
    Stage.expect(update(planner, "{'comment':null}"), 422, "validation_error");
  }

  @Test
  void finishing_and_tidying_is_one_call_and_an_archived_task_can_return() {
    assertThat(update(planner, "{'status':'completed','state':'archived'}").text("/data/state"))
        .isEqualTo("archived");
    Stage.expect(update(planner, "{'comment':'more'}"), 422, "validation_error");
    assertThat(planner.get(stage.chat() + "/tasks").data().size()).isZero();
    assertThat(planner.get(stage.chat() + "/tasks?state=archived").data().size()).isEqualTo(1);
    assertThat(update(planner, "{'state':'active'}").text("/data/state")).isEqualTo("active");
  }

  @Test
  void a_replacement_supersedes_an_active_task() {
    var better = planner.post(stage.chat() + "/tasks", "{'subject':'Better','supersedes_id':'1'}");

    assertThat(better.data().path("number").intValue()).isEqualTo(2);
    assertThat(task().text("/data/state")).isEqualTo("superseded");
    assertThat(task().text("/data/superseded_by_id")).isEqualTo(better.text("/data/id"));
    Stage.expect(
        planner.post(stage.chat() + "/tasks", "{'subject':'Again','supersedes_id':'1'}"),
        422,
        "validation_error");
  }

  @Test
  void history_tells_every_change_from_and_to() {
    update(planner, "{'subject':'Draft notes'}");
    update(planner, "{'comment':'soon'}");
    update(planner, "{'status':'blocked','linked_native_id':'n1'}");
    update(planner, "{'state':'cancelled'}");

    var history = planner.get(stage.chat() + "/tasks/1/history?limit=2");
    assertThat(history.text("/data/0/event")).isEqualTo("created");
    assertThat(history.text("/data/1/payload/subject/from")).isEqualTo("Draft");
    assertThat(history.text("/data/1/payload/subject/to")).isEqualTo("Draft notes");
    String cursor = history.metadata().path("next_cursor").stringValue();
    var rest = planner.get(stage.chat() + "/tasks/1/history?cursor=" + cursor);
    assertThat(rest.text("/data/0/payload/text")).isEqualTo("soon");
    assertThat(rest.text("/data/1/payload/linked_native_id")).isEqualTo("n1");
    assertThat(rest.text("/data/2/event")).isEqualTo("cancelled");
  }

  @Test
  void only_the_newest_hundred_events_are_embedded() {
    for (int i = 0; i < 105; i++) {
      update(planner, "{'comment':'n" + i + "'}");
    }

    assertThat(task().data().path("history").size()).isEqualTo(100);
    assertThat(task().data().path("history_truncated").booleanValue()).isTrue();
    assertThat(task().text("/data/history/99/payload/text")).isEqualTo("n104");
  }

  @Test
  void who_leaves_the_room_drops_the_task() {
    update(weather, "{'status':'in_progress'}");
    stage
        .alice()
        .delete("/api/v1/me/chats/" + stage.room.id() + "/participants/" + stage.weather.id());

    assertThat(task().data().path("assignments").size()).isZero();
    assertThat(task().text("/data/history/2/event")).isEqualTo("dropped");
  }

  @Test
  void the_goal_is_empty_then_set_then_edited() {
    String board = stage.chat() + "/board";
    assertThat(planner.get(board).data().path("goal_title").isNull()).isTrue();

    planner.send("PUT", board, "{'goal_title':'Ship'}");
    weather.send("PUT", board, "{'goal_summary':'All of it'}");

    var goal = planner.get(board + "?include=history");
    assertThat(goal.text("/data/goal_title")).isEqualTo("Ship");
    assertThat(goal.text("/data/created_by/handle")).isEqualTo("alice/planner");
    assertThat(goal.text("/data/updated_by/handle")).isEqualTo("alice/weather-bot");
    assertThat(goal.text("/data/history/0/event")).isEqualTo("goal_set");
    assertThat(goal.text("/data/history/1/event")).isEqualTo("goal_edited");
    Stage.expect(planner.send("PUT", board, "{}"), 422, "validation_error");
  }

  @Test
  void the_board_is_pushed_to_those_who_listen() {
    try (var socket = stage.socket()) {
      socket.join("1", "room_tasks:" + stage.room.id());
      planner.post(stage.chat() + "/tasks", "{'subject':'Another'}");
      assertThat(socket.next()).contains("\"task_created\"").contains("\"number\":2");
      update(planner, "{'status':'completed'}");
      assertThat(socket.next()).contains("\"task_updated\"");
      planner.send("PUT", stage.chat() + "/board", "{'goal_title':'Ship'}");
      assertThat(socket.next()).contains("\"board_updated\"");
    }
  }

  @Test
  void without_the_feature_everything_is_forbidden() {
    stage.world.features().tasks(false);

    Stage.expect(planner.get(stage.chat() + "/tasks"), 403, "forbidden");
    Stage.expect(planner.get(stage.chat() + "/board"), 403, "forbidden");
  }
}
