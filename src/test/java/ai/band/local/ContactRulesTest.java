package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.ContactRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks whom, and what comes of it. */
class ContactRulesTest {
  private static final String BASE = "/api/v1/agent/contacts";

  private final Stage stage = new Stage();
  private final RestCaller planner = stage.planner();

  @AfterEach
  void stop() {
    stage.close();
  }

  private RestCaller.Reply add(String handle) {
    return planner.post(BASE + "/add", "{'handle':'" + handle + "'}");
  }

  private RestCaller.Reply respond(String action, String handle) {
    return planner.post(
        BASE + "/requests/respond", "{'action':'" + action + "','handle':'" + handle + "'}");
  }

  @Test
  void asking_is_pending_and_asking_again_a_conflict() {
    assertThat(add("bob").text("/data/status")).isEqualTo("pending");
    Stage.expect(add("bob"), 409, "request_pending");
    Stage.expect(add("alice/planner"), 409, "self_contact");
    assertThat(add("x y").status()).isEqualTo(400);
    assertThat(add("nobody").status()).isEqualTo(404);
    assertThat(planner.post(BASE + "/add", "{}").status()).isEqualTo(400);
  }

  @Test
  void asking_somebody_who_asked_before_approves() {
    stage.world.contacts().request(stage.bob, "alice/planner", null);

    assertThat(add("bob").text("/data/status")).isEqualTo("approved");
    assertThat(stage.world.contacts().connected(stage.bob, stage.planner)).isTrue();
    Stage.expect(add("bob"), 409, "already_contacts");
  }

  @Test
  void a_message_has_at_most_500_characters() {
    String body = "{'handle':'bob','message':'%s'}";

    assertThat(planner.post(BASE + "/add", body.formatted("x".repeat(501))).status())
        .isEqualTo(400);
    assertThat(planner.post(BASE + "/add", body.formatted("x".repeat(500))).status())
        .isEqualTo(201);
  }

  @Test
  void received_requests_are_answered_once() {
    stage.world.contacts().request(stage.bob, "alice/planner", "please");
    assertThat(planner.get(BASE + "/requests").text("/data/received/0/message"))
        .isEqualTo("please");

    Stage.expect(respond("cancel", "bob"), 404, "not_found");
    assertThat(respond("approve", "bob").text("/data/status")).isEqualTo("approved");
    Stage.expect(respond("reject", "bob"), 409, "already_resolved");
    assertThat(planner.get(BASE).text("/data/0/handle")).isEqualTo("bob");
    assertThat(planner.get(BASE + "/requests").body().at("/data/received").size()).isZero();
  }

  @Test
  void only_the_right_side_answers() {
    String id = add("bob").text("/data/id");

    Stage.expect(
        planner.post(BASE + "/requests/respond", "{'action':'approve','request_id':'" + id + "'}"),
        403,
        "forbidden");
    assertThat(respond("cancel", "bob").text("/data/status")).isEqualTo("cancelled");
    var all = planner.get(BASE + "/requests?sent_status=cancelled");
    assertThat(all.body().at("/metadata/sent/total").intValue()).isEqualTo(1);
    assertThat(planner.get(BASE + "/requests").body().at("/data/sent").size()).isZero();
  }

  @Test
  void removing_ends_both_directions() {
    var request = stage.world.contacts().request(stage.bob, "alice/planner", null);
    stage.world.contacts().answer(stage.planner, true, request.id(), null);
    String id = planner.get(BASE).text("/data/0/id");

    assertThat(planner.post(BASE + "/remove", "{}").status()).isEqualTo(400);
    assertThat(planner.post(BASE + "/remove", "{'contact_id':'" + id + "'}").text("/data/status"))
        .isEqualTo("removed");
    assertThat(stage.world.contacts().of(stage.bob)).isEmpty();
  }

  @Test
  void both_sides_hear_of_it() {
    try (var agent = stage.socket();
        var person = RawSocket.connect(stage.band, stage.bob.apiKey())) {
      agent.join("1", "agent_contacts:" + stage.planner.id());
      person.join("1", "user_contacts:" + stage.bob.id());
      add("bob");
      assertThat(person.next())
          .contains("\"contact_request_received\"")
          .contains("\"requester\":{");
      var request = stage.world.contacts().requests(each -> true).getFirst();

      stage.world.contacts().answer(stage.bob, true, request.id(), null);

      assertThat(agent.next())
          .endsWith(
              "\"contact_request_updated\",{\"id\":\"%s\",\"status\":\"approved\"}]"
                  .formatted(request.id()));
      assertThat(agent.next()).contains("\"contact_added\"").contains("\"handle\":\"bob\"");
      assertThat(person.next()).contains("\"contact_request_updated\"");
      assertThat(person.next()).contains("\"contact_added\"").contains("alice/planner");
      planner.post(BASE + "/remove", "{'handle':'bob'}");
      assertThat(agent.next()).contains("\"contact_removed\"");
      assertThat(person.next()).contains("\"contact_removed\"");
    }
  }

  @Test
  void a_request_can_expire() {
    try (var agent = stage.socket()) {
      agent.join("1", "agent_contacts:" + stage.planner.id());
      ContactRequest request = stage.world.contacts().request(stage.bob, "alice/planner", null);
      assertThat(agent.next()).contains("\"contact_request_received\"");

      stage.world.contacts().expire(request);

      assertThat(agent.next()).contains("\"status\":\"expired\"");
      Stage.expect(respond("approve", "bob"), 409, "already_resolved");
    }
  }
}
