package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Control;
import ai.band.local.world.Delivery;
import ai.band.local.world.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left to do, and the marks. */
class DeliveryRulesTest {
  private final Stage stage = new Stage();
  private final RestCaller planner = stage.planner();

  @AfterEach
  void stop() {
    stage.close();
  }

  private RestCaller.Reply next() {
    return planner.get(stage.chat() + "/messages/next");
  }

  private List<String> listed(String status) {
    String query = status.isEmpty() ? "" : "?status=" + status;
    var ids = new ArrayList<String>();
    planner
        .get(stage.chat() + "/messages" + query)
        .data()
        .forEach(message -> ids.add(message.path("content").stringValue()));
    return ids.stream().map(content -> content.substring(content.indexOf(' ') + 1)).toList();
  }

  private void mark(Entry entry, String mark) {
    String body = mark.equals("failed") ? "{'error':'it broke'}" : null;
    assertThat(planner.send("POST", stage.mark(entry, mark), body).status()).isEqualTo(200);
  }

  @Test
  void next_is_the_oldest_message_that_is_not_processed() {
    Entry first = stage.asks("first");
    Entry second = stage.asks("second");

    assertThat(next().text("/data/id")).isEqualTo(first.id());
    mark(first, "processing");
    assertThat(next().text("/data/id")).isEqualTo(first.id());
    mark(first, "failed");
    assertThat(next().text("/data/id")).isEqualTo(first.id());
    mark(first, "processing");
    mark(first, "processed");
    assertThat(next().text("/data/id")).isEqualTo(second.id());
    mark(second, "processing");
    mark(second, "processed");
    assertThat(next().status()).isEqualTo(204);
    assertThat(next().raw().body()).isEmpty();
  }

  @Test
  void only_messages_that_mention_the_agent_wait_for_it() {
    stage.world.messages().post(stage.room, stage.alice, "for the other", stage.weather);

    assertThat(next().status()).isEqualTo(204);
    assertThat(listed("all")).isEmpty();
  }

  @Test
  void each_processing_mark_is_a_new_attempt() {
    Entry entry = stage.asks("do it");

    for (int attempt = 1; attempt <= 3; attempt++) {
      var reply = planner.post(stage.mark(entry, "processing"));
      assertThat(reply.data().path("attempt_number").intValue()).isEqualTo(attempt);
    }
    assertThat(entry.delivery(stage.planner.id()).attempts()).hasSize(3);
  }

  @Test
  void closing_marks_need_an_open_attempt() {
    Entry entry = stage.asks("do it");

    Stage.expect(planner.post(stage.mark(entry, "processed")), 422, "validation_error");
    Stage.expect(
        planner.post(stage.mark(entry, "failed"), "{'error':'x'}"), 422, "validation_error");
    mark(entry, "processing");
    Stage.expect(
        planner.post(stage.mark(entry, "failed"), "{'error':'  '}"), 422, "validation_error");
    mark(entry, "processed");
    Stage.expect(planner.post(stage.mark(entry, "processed")), 422, "validation_error");
    Stage.expect(planner.post(stage.mark(entry, "processing")), 422, "validation_error");
  }

  @Test
  void the_delivery_tells_the_story_of_its_attempts() {
    Entry entry = stage.asks("do it");
    mark(entry, "processing");
    mark(entry, "failed");
    mark(entry, "processing");
    mark(entry, "processed");

    var message = planner.get(stage.chat() + "/messages?status=all").data().get(0);
    var delivery = message.at("/metadata/delivery_status/" + stage.planner.id());
    assertThat(delivery.path("status").stringValue()).isEqualTo("processed");
    assertThat(delivery.path("current_attempt").intValue()).isEqualTo(2);
    assertThat(delivery.at("/attempts/0/status").stringValue()).isEqualTo("failed");
    assertThat(delivery.at("/attempts/0/error").stringValue()).isEqualTo("it broke");
    assertThat(delivery.at("/attempts/1/status").stringValue()).isEqualTo("success");
    assertThat(delivery.has("processed_at")).isTrue();
  }

  @Test
  void the_list_filters_by_status() {
    stage.asks("new");
    Entry failed = stage.asks("failed");
    mark(failed, "processing");
    mark(failed, "failed");
    Entry stuck = stage.asks("stuck");
    mark(stuck, "processing");
    Entry done = stage.asks("done");
    mark(done, "processing");
    mark(done, "processed");

    assertThat(listed("")).containsExactly("new", "failed", "stuck");
    assertThat(listed("pending")).containsExactly("new", "failed");
    assertThat(listed("processing")).containsExactly("stuck");
    assertThat(listed("processed")).containsExactly("done");
    assertThat(listed("failed")).containsExactly("failed");
    assertThat(listed("all")).containsExactly("new", "failed", "stuck", "done");
  }

  @Test
  void marks_on_foreign_messages_find_nothing() {
    Entry foreign =
        stage.world.messages().post(stage.room, stage.alice, "not for you", stage.weather);

    assertThat(planner.post(stage.mark(foreign, "processing")).status()).isEqualTo(404);
  }

  @Test
  void a_push_that_arrives_makes_a_message_delivered() {
    assertThat(stage.asks("unheard").delivery(stage.planner.id()).status())
        .isEqualTo(Delivery.Status.PENDING);
    try (var socket = stage.socket()) {
      socket.join("1", "chat_room:" + stage.room.id());
      assertThat(stage.asks("heard").delivery(stage.planner.id()).status())
          .isEqualTo(Delivery.Status.DELIVERED);
    }
  }

  @Test
  void a_stopped_agent_gets_nothing_and_posts_nothing_until_play() {
    Entry entry = stage.asks("do it");
    mark(entry, "processing");
    assertThat(stage.alice().post("/api/v1/me/chats/" + stage.room.id() + "/agents/stop").status())
        .isEqualTo(200);

    assertThat(next().status()).isEqualTo(204);
    assertThat(planner.post(stage.mark(entry, "processed")).status()).isEqualTo(204);
    assertThat(planner.post(stage.mark(entry, "processing")).status()).isEqualTo(204);
    Stage.expect(
        planner.post(
            stage.chat() + "/messages",
            "{'message':{'content':'x','mentions':[{'handle':'alice'}]}}"),
        403,
        "forbidden");
    Stage.expect(
        planner.post(
            stage.chat() + "/events", "{'event':{'content':'x','message_type':'thought'}}"),
        403,
        "forbidden");
    assertThat(entry.delivery(stage.planner.id()).attempts()).hasSize(1);

    stage.alice().post("/api/v1/me/chats/" + stage.room.id() + "/agents/play");
    assertThat(next().text("/data/id")).isEqualTo(entry.id());
  }

  @Test
  void a_stop_of_the_agent_reaches_all_its_rooms() {
    var other = stage.world.rooms().create(stage.alice, "Other", stage.planner);

    stage.world.controls().signal(stage.planner, Control.Mode.STOP, null);

    assertThat(stage.world.controls().stopped(stage.room, stage.planner)).isTrue();
    assertThat(stage.world.controls().stopped(other, stage.planner)).isTrue();
    assertThat(stage.world.controls().stopped(stage.room, stage.weather)).isFalse();
  }

  @Test
  void people_interrupt_an_execution_of_their_own_agent() {
    String executions = "/api/v1/me/agents/" + stage.planner.id() + "/executions";
    var listed = stage.alice().get(executions);
    assertThat(listed.text("/data/0/chat_room_id")).isEqualTo(stage.room.id());
    String execution = listed.text("/data/0/id");
    try (var socket = stage.socket()) {
      socket.join("1", "agent_control:" + stage.planner.id());

      assertThat(stage.alice().post(executions + "/" + execution + "/interrupt").status())
          .isEqualTo(200);

      assertThat(socket.next())
          .contains("\"agent.control\"")
          .contains("\"mode\":\"interrupt\"")
          .contains("\"scope\":\"room\"")
          .contains("\"execution_id\":\"" + execution + "\"");
    }
    assertThat(new RestCaller(stage.band, stage.bob).get(executions).status()).isEqualTo(404);
  }

  @Test
  void activity_expires() {
    stage.world.features().activityLifetime(Duration.ofMillis(50));
    planner.post(stage.chat() + "/activity", "{'working':true}");

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !stage.world.controls().working(stage.room, stage.planner));

    stage.world.features().activityLifetime(Duration.ofSeconds(60));
    planner.post(stage.chat() + "/activity", "{'working':true}");
    assertThat(stage.world.controls().working(stage.room, stage.planner)).isTrue();
    planner.post(stage.chat() + "/activity", "{'working':false}");
    assertThat(stage.world.controls().working(stage.room, stage.planner)).isFalse();
    assertThat(stage.world.controls().reports(stage.room, stage.planner))
        .extracting(report -> report.working())
        .containsExactly(true, true, false);
  }

  @Test
  void replies_are_counted_by_the_message_in_hand() {
    Entry first = stage.asks("first");
    Entry second = stage.asks("second");
    String reply = "{'message':{'content':'x','mentions':[{'handle':'alice'}]}}";
    mark(first, "processing");
    planner.post(stage.chat() + "/messages", reply);
    planner.post(stage.chat() + "/messages", reply);
    mark(first, "processed");
    mark(second, "processing");
    mark(second, "processed");
    stage.asks("third");

    var tally = stage.world.ledger().tally(stage.room, stage.planner);
    assertThat(stage.world.ledger().replies(stage.room, first)).hasSize(2);
    assertThat(tally.messages()).isEqualTo(3);
    assertThat(tally.doubled()).isEqualTo(1);
    assertThat(tally.lost()).isEqualTo(1);
    assertThat(tally.unanswered()).isEqualTo(1);
    assertThat(tally.answered()).isZero();
  }

  @Test
  void of_two_messages_in_hand_each_gets_its_reply() {
    Entry first = stage.asks("first");
    Entry second = stage.asks("second");
    mark(first, "processing");
    mark(second, "processing");
    for (String text : List.of("to the second", "to the first")) {
      stage.world.messages().post(stage.room, stage.planner, text, stage.alice);
    }

    assertThat(stage.world.ledger().replies(stage.room, first)).hasSize(1);
    assertThat(stage.world.ledger().replies(stage.room, second)).hasSize(1);
    assertThat(stage.world.ledger().tally(stage.planner).answered()).isEqualTo(2);
  }

  @Test
  void a_deleted_message_is_gone_from_every_list() {
    Entry entry = stage.asks("oops");
    stage.world.messages().delete(stage.room, stage.alice, entry.id());

    assertThat(next().status()).isEqualTo(204);
    assertThat(listed("all")).isEmpty();
    assertThat(planner.get(stage.chat() + "/context").data().size()).isZero();
    assertThat(planner.post(stage.mark(entry, "processing")).status()).isEqualTo(404);
  }
}
