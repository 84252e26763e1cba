package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Participant;
import ai.band.local.world.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms, titles, roles and peers. */
class RoomRulesTest {
  private final Stage stage = new Stage();
  private final RestCaller planner = stage.planner();

  @AfterEach
  void stop() {
    stage.close();
  }

  private RestCaller.Reply add(RestCaller by, String id, String role) {
    return by.post(
        stage.chat() + "/participants",
        "{'participant':{'participant_id':'" + id + "','role':'" + role + "'}}");
  }

  private RestCaller.Reply rename(String title) {
    return planner.send("PATCH", stage.chat(), "{'chat':{'title':'" + title + "'}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "two\\nlines", "re\\rturn", "nul\\u0000"})
  void titles_are_one_line_with_something_in_it(String title) {
    String own = planner.post("/api/v1/agent/chats", "{'chat':{}}").text("/data/id");

    Stage.expect(
        planner.send("PATCH", "/api/v1/agent/chats/" + own, "{'chat':{'title':'" + title + "'}}"),
        422,
        "validation_error");
  }

  @Test
  void titles_have_at_most_120_characters() {
    String longest = "x".repeat(120);

    assertThat(
            planner
                .post("/api/v1/agent/chats", "{'chat':{'title':'  " + longest + "  '}}")
                .text("/data/title"))
        .isEqualTo(longest);
    Stage.expect(
        planner.post("/api/v1/agent/chats", "{'chat':{'title':'" + longest + "x'}}"),
        422,
        "validation_error");
  }

  @Test
  void only_an_owner_renames() {
    Stage.expect(rename("mine"), 403, "forbidden");
    stage.world.rooms().leave(stage.room, participant(stage.planner.id()));
    stage.world.rooms().join(stage.room, stage.planner, Role.OWNER);
    assertThat(rename("mine").text("/data/title")).isEqualTo("mine");
  }

  private Participant participant(String id) {
    return Objects.requireNonNull(stage.room.participant(id));
  }

  @Test
  void an_agent_adds_siblings_global_agents_its_owner_and_contacts_but_nobody_else() {
    var own = stage.world.rooms().create(stage.planner, "Own");
    var foreign = stage.world.directory().addAgent(stage.bob, "Foreign", null);
    String path = "/api/v1/agent/chats/" + own.id() + "/participants";
    String body = "{'participant':{'participant_id':'%s'}}";

    assertThat(planner.post(path, body.formatted(stage.weather.id())).status()).isEqualTo(201);
    assertThat(planner.post(path, body.formatted(stage.alice.id())).status()).isEqualTo(201);
    Stage.expect(planner.post(path, body.formatted(stage.bob.id())), 403, "forbidden");
    Stage.expect(planner.post(path, body.formatted(foreign.id())), 403, "forbidden");
    foreign.makeGlobal();
    assertThat(planner.post(path, body.formatted(foreign.id())).status()).isEqualTo(201);
    var request = stage.world.contacts().request(stage.bob, stage.planner.handle(), null);
    stage.world.contacts().answer(stage.planner, true, request.id(), null);
    assertThat(planner.post(path, body.formatted(stage.bob.id())).status()).isEqualTo(201);
    Stage.expect(planner.post(path, body.formatted(stage.bob.id())), 422, "validation_error");
  }

  @Test
  void nobody_gives_a_role_above_their_own() {
    var extra = stage.world.directory().addAgent(stage.alice, "Extra", null);

    Stage.expect(add(planner, extra.id(), "admin"), 403, "forbidden");
    Stage.expect(add(planner, extra.id(), "owner"), 403, "forbidden");
    Stage.expect(add(planner, extra.id(), "king"), 422, "validation_error");
    assertThat(add(planner, extra.id(), "member").status()).isEqualTo(201);
  }

  @Test
  void removing_needs_a_role_and_the_only_owner_stays() {
    String path = stage.chat() + "/participants/";
    Stage.expect(planner.delete(path + stage.weather.id()), 403, "forbidden");
    String own = "/api/v1/me/chats/" + stage.room.id() + "/participants/";
    Stage.expect(stage.alice().delete(own + stage.alice.id()), 403, "cannot_remove_sole_owner");
    assertThat(stage.alice().delete(own + stage.weather.id()).status()).isEqualTo(200);
    assertThat(new RestCaller(stage.band, stage.weather).get(stage.chat()).status()).isEqualTo(404);
    stage.world.rooms().join(stage.room, stage.bob, Role.OWNER);
    assertThat(stage.alice().delete(own + stage.alice.id()).status()).isEqualTo(200);
  }

  @Test
  void peers_are_siblings_global_agents_and_contacts() {
    var global = stage.world.directory().addAgent(stage.bob, "Everywhere", "For all");
    stage.world.directory().addAgent(stage.bob, "Hidden", null);
    global.makeGlobal();
    var request = stage.world.contacts().request(stage.bob, stage.planner.handle(), null);
    stage.world.contacts().answer(stage.planner, true, request.id(), null);

    assertThat(handles(planner.get("/api/v1/agent/peers")))
        .containsExactly("alice/weather-bot", "bob/everywhere", "bob");
    assertThat(handles(planner.get("/api/v1/agent/peers?not_in_chat=" + stage.room.id())))
        .containsExactly("bob/everywhere", "bob");
    assertThat(handles(stage.alice().get("/api/v1/me/peers?type=Agent&page_size=2")))
        .containsExactly("alice/planner", "alice/weather-bot");
  }

  private static List<String> handles(RestCaller.Reply reply) {
    var all = new ArrayList<String>();
    reply.data().forEach(each -> all.add(each.path("handle").stringValue()));
    return all;
  }

  @Test
  void rooms_run_out_when_the_plan_says_so() {
    stage.world.features().maxRooms(1);

    assertThat(planner.post("/api/v1/agent/chats", "{'chat':{}}").status()).isEqualTo(201);
    Stage.expect(planner.post("/api/v1/agent/chats", "{'chat':{}}"), 403, "limit_reached");
  }

  @Test
  void a_deleted_room_is_found_by_nobody() {
    stage.world.rooms().delete(stage.room);

    assertThat(planner.get(stage.chat()).status()).isEqualTo(404);
    assertThat(planner.get("/api/v1/agent/chats").data().size()).isZero();
  }

  @Test
  void somebody_removed_and_added_again_finds_the_old_messages() {
    var asked = stage.asks("still there?");
    stage.world.rooms().leave(stage.room, participant(stage.planner.id()));
    assertThat(planner.get(stage.chat() + "/messages/next").status()).isEqualTo(404);

    stage.world.rooms().join(stage.room, stage.planner, Role.MEMBER);

    assertThat(planner.get(stage.chat() + "/messages/next").text("/data/id")).isEqualTo(asked.id());
  }

  @Test
  void a_renamed_person_keeps_the_id() {
    stage.world.directory().rename(stage.alice, "alicia", "Alicia");

    var participants = planner.get(stage.chat() + "/participants");
    assertThat(participants.text("/data/0/id")).isEqualTo(stage.alice.id());
    assertThat(participants.text("/data/0/handle")).isEqualTo("alicia");
    assertThat(stage.world.directory().byHandle("alice")).isNull();
  }
}
