package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One person and one agent talk: the way every message goes. */
class ConversationTest {
  private LocalBand band;
  private Person alice;
  private RegisteredAgent planner;
  private Room room;
  private RestCaller agent;

  @BeforeEach
  void start() {
    band = LocalBand.start();
    alice = band.world().directory().addPerson("alice", "Alice Example");
    planner = band.world().directory().addAgent(alice, "Planner", "Plans things");
    room = band.world().rooms().create(alice, "Release", planner);
    agent = new RestCaller(band, planner);
  }

  @AfterEach
  void stop() {
    band.close();
  }

  @Test
  void a_message_is_pushed_claimed_answered_and_done() {
    try (var socket = RawSocket.connect(band, planner.apiKey())) {
      socket.join("1", "agent_control:" + planner.id());
      socket.join("2", "chat_room:" + room.id());
      Entry asked = band.world().messages().post(room, alice, "@alice/planner what now?", planner);

      assertThat(socket.next())
          .startsWith("[null,null,\"chat_room:" + room.id() + "\",\"message_created\",{")
          .contains("\"content\":\"@[[" + planner.id() + "]] what now?\"");
      String message = "/api/v1/agent/chats/" + room.id() + "/messages/" + asked.id();
      assertThat(agent.get("/api/v1/agent/chats/" + room.id() + "/messages/next").text("/data/id"))
          .isEqualTo(asked.id());
      assertThat(agent.post(message + "/processing").data().path("attempt_number").intValue())
          .isEqualTo(1);
      var sent =
          agent.post(
              "/api/v1/agent/chats/" + room.id() + "/messages",
              "{'message':{'content':'All done','mentions':[{'handle':'alice'}]}}");
      assertThat(sent.status()).isEqualTo(201);
      assertThat(agent.post(message + "/processed").status()).isEqualTo(200);

      assertThat(agent.get("/api/v1/agent/chats/" + room.id() + "/messages/next").status())
          .isEqualTo(204);
      assertThat(band.world().ledger().replies(room, asked))
          .singleElement()
          .satisfies(
              reply -> assertThat(reply.content()).isEqualTo("@[[" + alice.id() + "]] All done"));
      assertThat(band.world().ledger().tally(planner).answered()).isEqualTo(1);
      socket.expectNothing(); // an agent never hears its own messages
    }
  }
}
