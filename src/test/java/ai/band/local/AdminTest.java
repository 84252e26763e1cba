package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Driving a server from another process, and setting one up. */
class AdminTest {
  private final LocalBand band = LocalBand.start();
  private final RestCaller admin = new RestCaller(band.restUrl(), "none");

  @AfterEach
  void stop() {
    band.close();
  }

  private RestCaller.Reply post(String path, String json) {
    var reply = admin.post(path, json);
    assertThat(reply.status()).as("%s %s", path, reply.body()).isLessThan(300);
    return reply;
  }

  @Test
  void a_whole_conversation_is_arranged_and_read_over_http() {
    post("/local/users", "{'handle':'alice','name':'Alice'}");
    post(
        "/local/agents",
        "{'owner':'alice','name':'Planner','api_key':'key-1','id':'6f0a1c52-9d0e-4b55-8a41-2f7f0f6f7a11'}");
    String room =
        post("/local/rooms", "{'owner':'alice','title':'T','participants':['alice/planner']}")
            .text("/data/id");
    var agent = new RestCaller(band.restUrl(), "key-1");
    String message =
        post(
                "/local/rooms/" + room + "/messages",
                "{'sender':'alice','content':'hi','mentions':['alice/planner']}")
            .text("/data/id");
    String chat = "/api/v1/agent/chats/" + room;
    agent.post(chat + "/messages/" + message + "/processing");
    agent.post(chat + "/messages", "{'message':{'content':'yes','mentions':[{'handle':'alice'}]}}");
    agent.post(chat + "/messages/" + message + "/processed");

    var transcript = admin.get("/local/rooms/" + room + "/transcript");
    assertThat(transcript.text("/data/1/answers")).isEqualTo(message);
    assertThat(transcript.text("/data/1/sender_handle")).isEqualTo("alice/planner");
    assertThat(admin.get("/local/rooms/" + room + "/replies/" + message).data().size())
        .isEqualTo(1);
    var tally = admin.get("/local/tally?agent=alice/planner").data();
    assertThat(tally.path("answered").intValue()).isEqualTo(1);
    assertThat(tally.path("unanswered").intValue()).isZero();
    assertThat(
            admin.get("/local/calls").body().at("/data/counts/createAgentChatMessage").intValue())
        .isEqualTo(1);
    assertThat(admin.get("/local/identities").data().size()).isEqualTo(2);
  }

  @Test
  void faults_sockets_and_signals_are_controlled_over_http() throws Exception {
    var stage = LocalBandSetup.EMPTY.apply(band.world());
    assertThat(stage.users()).isEmpty();
    post("/local/users", "{'handle':'alice','api_key':'ku'}");
    String id =
        post("/local/agents", "{'owner':'alice','name':'P','api_key':'ka'}").text("/data/id");
    String room =
        post("/local/rooms", "{'owner':'alice','participants':['alice/p']}").text("/data/id");
    try (var socket = RawSocket.connect(band, "ka")) {
      socket.join("1", "agent_control:" + id);
      post("/local/control", "{'agent':'alice/p','mode':'stop','room':'" + room + "'}");
      assertThat(socket.next()).contains("\"mode\":\"stop\"");
      assertThat(admin.get("/local/sockets").body().at("/data/topics/alice~1p").size())
          .isEqualTo(1);
      post("/local/sockets/push", "{'topic':'agent_control:" + id + "','event':'odd'}");
      assertThat(socket.next()).contains("\"odd\"");
      post("/local/sockets/crash-channel", "{'topic':'agent_control:" + id + "'}");
      assertThat(socket.next()).contains("phx_error");
      post("/local/sockets/drop", "{'identity':'alice/p','code':1012}");
      assertThat(socket.closeCode()).isEqualTo(1012);
    }
    post("/local/faults/rest", "{'operation':'getAgentMe','effect':'status','status':502}");
    assertThat(new RestCaller(band.restUrl(), "ka").get("/api/v1/agent/me").status())
        .isEqualTo(502);
    assertThat(admin.get("/local/faults").body().at("/data/struck").intValue()).isEqualTo(1);
    assertThat(admin.delete("/local/faults").status()).isEqualTo(200);
    assertThat(new RestCaller(band.restUrl(), "ka").get("/api/v1/agent/me").status())
        .isEqualTo(200);
  }

  @Test
  void every_kind_of_fault_is_known_over_http() {
    for (String effect : List.of("status", "delay", "delay_answer", "cut_before", "cut_after")) {
      post("/local/faults/rest", "{'effect':'" + effect + "','ms':1,'rate':0.1,'times':1}");
    }
    for (String effect :
        List.of("omit", "duplicate", "delay", "swap", "replace", "join_ref", "drop")) {
      post("/local/faults/frames", "{'effect':'" + effect + "','text':'x','event':'e'}");
    }
    for (String effect : List.of("refuse", "delay", "ignore")) {
      post("/local/faults/joins", "{'effect':'" + effect + "','reason':'r'}");
    }
    for (String effect : List.of("refuse", "delay", "cut", "accept_then_close")) {
      post("/local/faults/upgrades", "{'effect':'" + effect + "','retry_after':1}");
    }
    post("/local/faults", "{'seed':7,'heartbeats':false}");
    assertThat(band.faults().answersHeartbeats()).isFalse();
    assertThat(admin.post("/local/faults/rest", "{'effect':'whim'}").status()).isEqualTo(422);
    assertThat(admin.post("/local/faults/rest", "{'effect':'delay','rate':2}").status())
        .isEqualTo(400);
  }

  @Test
  void control_works_while_everything_else_is_broken() {
    post("/local/faults/rest", "{'effect':'status','status':500}");

    assertThat(admin.get("/api/v1/agent/me").status()).isEqualTo(500);
    assertThat(admin.get("/local/identities").status()).isEqualTo(200);
    assertThat(band.calls().calls(call -> true)).hasSize(1);
  }

  @Test
  void participants_contacts_and_features_change_over_http() {
    post("/local/users", "{'handle':'alice'}");
    post("/local/users", "{'handle':'bob'}");
    String room = post("/local/rooms", "{'owner':'alice','title':'T'}").text("/data/id");
    post("/local/rooms/" + room + "/participants", "{'identity':'bob','role':'admin'}");
    assertThat(admin.delete("/local/rooms/" + room + "/participants/bob").status()).isEqualTo(200);
    assertThat(admin.delete("/local/rooms/" + room + "/participants/bob").status()).isEqualTo(404);
    assertThat(
            post("/local/contacts", "{'action':'request','from':'alice','to':'bob'}")
                .text("/data/status"))
        .isEqualTo("pending");
    post("/local/contacts", "{'action':'approve','from':'alice','to':'bob'}");
    post("/local/features", "{'memories':false,'max_rooms':1}");
    assertThat(band.world().features().memories()).isFalse();
    assertThat(band.world().features().tasks()).isTrue();
    assertThat(admin.get("/local/rooms").data().size()).isEqualTo(1);
    assertThat(admin.delete("/local/rooms/" + room).status()).isEqualTo(200);
    assertThat(admin.post("/local/rooms", "{'owner':'nobody'}").status()).isEqualTo(404);
  }

  @Test
  void a_setup_reads_what_a_command_line_names() {
    var setup =
        new LocalBandSetup(
            List.of(LocalBandSetup.User.parse("alice=ku")),
            List.of(LocalBandSetup.Agent.parse("alice/Planner=ka")),
            List.of(LocalBandSetup.Room.parse("Demo: alice, alice/planner")),
            true,
            false);

    var made = setup.apply(band.world());

    assertThat(made.users().getFirst().apiKey()).isEqualTo("ku");
    assertThat(made.agents().getFirst().apiKey()).isEqualTo("ka");
    assertThat(made.rooms().getFirst().participants()).hasSize(2);
    assertThat(new RestCaller(band.restUrl(), "ka").get("/api/v1/agent/chats").data().size())
        .isEqualTo(1);
    assertThat(band.world().features().tasks()).isFalse();
  }

  @Test
  void a_setup_says_what_it_cannot_read() {
    assertThatThrownBy(() -> LocalBandSetup.User.parse("=key")).hasMessageContaining("alice=key");
    assertThatThrownBy(() -> LocalBandSetup.Agent.parse("planner"))
        .hasMessageContaining("owner/name");
    assertThatThrownBy(() -> LocalBandSetup.Room.parse("Demo"))
        .hasMessageContaining("title:handle");
    var unknown =
        new LocalBandSetup(
            List.of(), List.of(), List.of(LocalBandSetup.Room.parse("x:bob")), true, true);
    assertThatThrownBy(() -> unknown.apply(band.world())).hasMessageContaining("'bob'");
  }
}
