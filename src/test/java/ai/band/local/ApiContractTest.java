package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.band.local.rest.CallLog;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation's request and answers, held against the official description. */
class ApiContractTest {
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  private final ApiDescription description = ApiDescription.load();
  private final Set<String> succeeded = new TreeSet<>();
  private LocalBand band;
  private Person alice;
  private Person bob;
  private RegisteredAgent planner;
  private RegisteredAgent weather;

  @BeforeEach
  void start() {
    band = LocalBand.start();
    band.calls().keepBodies(true);
    alice = band.world().directory().addPerson("alice", "Alice Example");
    bob = band.world().directory().addPerson("bob", "Bob Example");
    planner = band.world().directory().addAgent(alice, "Planner", "Plans");
    weather = band.world().directory().addAgent(alice, "Weather Bot", null);
  }

  @AfterEach
  void stop() {
    band.close();
  }

  /** Calls and judges. */
  private RestCaller.Reply call(
      int status, Identity by, String method, String path, @Nullable String json) {
    RestCaller.Reply reply = new RestCaller(band, by).send(method, path, json);
    CallLog.Call call = band.calls().calls(each -> true).getLast();
    assertThat(reply.status()).as("%s %s: %s", method, path, reply.body()).isEqualTo(status);
    if (status < 300) {
      succeeded.add(call.operation());
      description.checkRequest(call.operation(), call.requestBody());
    }
    if (status < 300 || description.lists(call.operation(), status)) {
      assertThat(description.lists(call.operation(), status) || status == 204).isTrue();
      description.checkResponse(call.operation(), status, reply.raw().body());
    } else {
      // The prose names statuses that the description's tables leave out; the body is the usual.
      description.checkResponse("getAgentMe", 401, reply.raw().body());
    }
    return reply;
  }

  private RestCaller.Reply get(Identity by, String path) {
    return call(200, by, "GET", path, null);
  }

  private String created(Identity by, String path, String json, String idPointer) {
    return call(201, by, "POST", path, json).text(idPointer);
  }

  @Test
  void every_operation_speaks_as_described() {
    String room = rooms();
    participants(room);
    messages(room);
    contacts();
    memories();
    tasks(room);
    account();

    assertThat(succeeded).containsAll(description.operations());
  }

  private String rooms() {
    get(planner, "/api/v1/agent/me");
    get(planner, "/api/v1/agent/peers?page_size=5");
    String room = created(planner, "/api/v1/agent/chats", "{'chat':{}}", "/data/id");
    call(
        201,
        planner,
        "POST",
        "/api/v1/agent/chats",
        "{'chat':{'title':'Named','task_id':'" + NOBODY + "'}}");
    call(422, planner, "POST", "/api/v1/agent/chats", "{'chat':{'title':'a\\nb'}}");
    get(planner, "/api/v1/agent/chats?page=1&page_size=1");
    get(planner, "/api/v1/agent/chats/" + room);
    call(404, planner, "GET", "/api/v1/agent/chats/" + NOBODY, null);
    call(200, planner, "PATCH", "/api/v1/agent/chats/" + room, "{'chat':{'title':'Renamed'}}");
    call(422, planner, "PATCH", "/api/v1/agent/chats/" + room, "{'chat':{'title':' '}}");
    call(200, planner, "POST", "/api/v1/agent/chats/" + room + "/activity", "{'working':true}");
    call(422, planner, "POST", "/api/v1/agent/chats/" + room + "/activity", "{'working':'yes'}");
    return room;
  }

  private void participants(String room) {
    String path = "/api/v1/agent/chats/" + room + "/participants";
    for (Identity whom : new Identity[] {alice, weather}) {
      call(
          201,
          planner,
          "POST",
          path,
          "{'participant':{'participant_id':'" + whom.id() + "','role':'member'}}");
    }
    call(403, planner, "POST", path, "{'participant':{'participant_id':'" + bob.id() + "'}}");
    call(404, planner, "POST", path, "{'participant':{'participant_id':'" + NOBODY + "'}}");
    call(422, planner, "POST", path, "{'participant':{'participant_id':'" + alice.id() + "'}}");
    get(planner, path);
    call(200, planner, "DELETE", path + "/" + weather.id(), null);
    call(403, planner, "DELETE", path + "/" + planner.id(), null);
    call(404, planner, "DELETE", path + "/" + weather.id(), null);
    String own = "/api/v1/me/chats/" + room + "/participants";
    call(201, alice, "POST", own, "{'participant':{'participant_id':'" + weather.id() + "'}}");
    get(alice, own + "?limit=1");
    get(alice, own + "?participant_type=Agent&page=1");
    call(403, alice, "DELETE", own + "/" + weather.id(), null);
  }

  private void messages(String room) {
    String own = "/api/v1/me/chats/" + room;
    String path = "/api/v1/agent/chats/" + room;
    String toPlanner =
        "{'message':{'content':'@alice/planner hi','mentions':[{'id':'" + planner.id() + "'}]}}";
    String first = created(alice, own + "/messages", toPlanner, "/data/id");
    call(201, alice, "POST", own + "/messages", toPlanner);
    call(422, alice, "POST", own + "/messages", "{'message':{'content':'x','mentions':[]}}");
    get(planner, path + "/messages?limit=1");
    get(planner, path + "/messages?page=1&page_size=1&status=pending");
    call(422, planner, "GET", path + "/messages?status=odd", null);
    get(planner, path + "/messages/next");
    String mark = path + "/messages/" + first;
    call(422, planner, "POST", mark + "/processed", null);
    call(200, planner, "POST", mark + "/processing", null);
    call(200, planner, "POST", mark + "/failed", "{'error':'no'}");
    call(422, planner, "POST", mark + "/failed", "{'error':' '}");
    call(200, planner, "POST", mark + "/processing", null);
    call(200, planner, "POST", mark + "/processed", null);
    get(planner, path + "/messages?status=all");
    call(
        201,
        planner,
        "POST",
        path + "/messages",
        "{'message':{'content':'done','mentions':[{'handle':'alice','kind':'mention'}]}}");
    call(
        201,
        planner,
        "POST",
        path + "/events",
        "{'event':{'content':'hm','message_type':'thought','metadata':null}}");
    call(
        422,
        planner,
        "POST",
        path + "/events",
        "{'event':{'content':'?','message_type':'attention','metadata':{}}}");
    get(planner, path + "/context?limit=2");
    get(planner, path + "/context?page=2&page_size=1");
    call(422, planner, "GET", path + "/context?limit=2&page=1", null);
    get(alice, own + "/messages?limit=2");
    get(alice, own + "/messages?message_type=thought&page=1");
  }

  private void contacts() {
    String path = "/api/v1/agent/contacts";
    String request =
        created(planner, path + "/add", "{'handle':'bob','message':'hello'}", "/data/id");
    call(409, planner, "POST", path + "/add", "{'handle':'bob'}");
    call(400, planner, "POST", path + "/add", "{'handle':'not a handle'}");
    call(404, planner, "POST", path + "/add", "{'handle':'nobody'}");
    get(planner, path + "/requests?sent_status=all");
    band.world().contacts().answer(bob, true, request, null);
    get(planner, path + "?page=1");
    call(200, planner, "POST", path + "/remove", "{'handle':'bob'}");
    call(404, planner, "POST", path + "/remove", "{'handle':'bob'}");
    band.world().contacts().request(bob, planner.handle(), "please");
    get(planner, path + "/requests");
    call(200, planner, "POST", path + "/requests/respond", "{'action':'reject','handle':'bob'}");
    call(409, planner, "POST", path + "/requests/respond", "{'action':'reject','handle':'bob'}");
    call(400, planner, "POST", path + "/requests/respond", "{'action':'reject'}");
  }

  private void memories() {
    String path = "/api/v1/agent/memories";
    String body =
        "{'memory':{'content':'likes tea','system':'long_term','type':'semantic','segment':'user',"
            + "'thought':'said so','scope':'subject','subject_id':'%s',"
            + "'metadata':{'tags':['drinks']}}}";
    String one = created(planner, path, body.formatted(alice.id()), "/data/id");
    String other = created(planner, path, body.formatted(bob.id()), "/data/id");
    call(422, planner, "POST", path, body.formatted(alice.id()).replace("semantic", "iconic"));
    get(planner, path + "?subject_id=" + alice.id() + "&limit=1");
    get(planner, path + "?content_query=tea&page=1&page_size=1");
    call(422, planner, "GET", path + "?limit=101", null);
    get(planner, path + "/" + one);
    call(200, planner, "POST", path + "/" + one + "/supersede", null);
    call(200, planner, "POST", path + "/" + other + "/archive", null);
    call(403, weather, "POST", path + "/" + other + "/archive", null);
    call(404, planner, "GET", path + "/" + NOBODY, null);
  }

  private void tasks(String room) {
    String path = "/api/v1/agent/chats/" + room;
    String task =
        created(planner, path + "/tasks", "{'subject':'Draft','detail':'all'}", "/data/id");
    call(201, planner, "POST", path + "/tasks", "{'subject':'Better','supersedes_id':'1'}");
    call(422, planner, "POST", path + "/tasks", "{'subject':' '}");
    get(planner, path + "/tasks?state=all&limit=1");
    get(planner, path + "/tasks/" + task + "?include=history");
    get(planner, path + "/tasks/2/history?limit=1");
    call(
        200,
        planner,
        "POST",
        path + "/tasks/2",
        "{'status':'in_progress','active_form':'Drafting','comment':'soon'}");
    call(422, planner, "POST", path + "/tasks/" + task, "{'comment':'too late'}");
    call(404, planner, "GET", path + "/tasks/99", null);
    get(planner, path + "/board");
    call(200, planner, "PUT", path + "/board", "{'goal_title':'Ship'}");
    get(planner, path + "/board?include=history");
    call(422, planner, "PUT", path + "/board", "{}");
  }

  private void account() {
    get(alice, "/api/v1/me/profile");
    call(200, alice, "PUT", "/api/v1/me/profile", "{'user':{'first_name':'Alicia'}}");
    get(alice, "/api/v1/me/agents?sort=name&order=asc&limit=1");
    call(422, alice, "GET", "/api/v1/me/agents?sort=odd", null);
    String key =
        call(
                201,
                alice,
                "POST",
                "/api/v1/me/agents/register",
                "{'agent':{'name':'New Bot','description':'Fresh'}}")
            .text("/data/credentials/api_key");
    assertThat(new RestCaller(band.restUrl(), key).get("/api/v1/agent/me").status()).isEqualTo(200);
    call(422, alice, "POST", "/api/v1/me/agents/register", "{'agent':{'name':'New Bot'}}");
    get(alice, "/api/v1/me/peers?type=Agent");
    String room = created(alice, "/api/v1/me/chats", "{'chat':{'title':'Mine'}}", "/data/id");
    get(alice, "/api/v1/me/chats?sort_by=updated_at&order=asc&limit=1");
    get(alice, "/api/v1/me/chats/" + room);
    call(404, bob, "GET", "/api/v1/me/chats/" + room, null);
    call(
        201,
        alice,
        "POST",
        "/api/v1/me/chats/" + room + "/participants",
        "{'participant':{'participant_id':'" + weather.id() + "'}}");
    call(200, alice, "DELETE", "/api/v1/me/chats/" + room + "/participants/" + weather.id(), null);
  }

  @Test
  void the_judge_refuses_what_is_not_described() {
    String good = "{\"data\":{\"working\":true}}";
    description.checkResponse("reportAgentChatActivity", 200, good);

    for (String bad :
        new String[] {
          "{\"data\":{}}",
          "{\"data\":{\"working\":\"yes\"}}",
          "{\"data\":{\"working\":true,\"invented\":1}}"
        }) {
      assertThatThrownBy(() -> description.checkResponse("reportAgentChatActivity", 200, bad))
          .isInstanceOf(AssertionError.class);
    }
    assertThatThrownBy(() -> description.checkRequest("createChatTask", "{}"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void refusals_have_the_usual_body() {
    var nobody = new RestCaller(band.restUrl(), "wrong");
    var unauthorized = nobody.get("/api/v1/agent/me");
    assertThat(unauthorized.status()).isEqualTo(401);
    assertThat(unauthorized.code()).isEqualTo("unauthorized");
    description.checkResponse("getAgentMe", 401, unauthorized.raw().body());
    call(403, alice, "GET", "/api/v1/agent/me", null);
    call(403, planner, "GET", "/api/v1/me/profile", null);
    assertThat(Objects.requireNonNull(unauthorized.text("/error/request_id"))).isNotBlank();
  }
}
