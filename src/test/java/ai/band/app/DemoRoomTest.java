package ai.band.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.app.RoomFollower.Outcome;
import ai.band.local.LocalBand;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person of the demo in a room of a local Band; the test plays the agent. */
class DemoRoomTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  private LocalBand band;
  private Person alice;
  private RegisteredAgent agent;
  private Room room;
  private DemoRoom person;
  private RoomFollower follower;
  private final List<RoomEntry> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    band = LocalBand.start();
    alice = band.world().directory().addPerson("alice", "Alice");
    agent = band.world().directory().addAgent(alice, "Codex", "Codes");
    room = band.world().rooms().create(alice, "Demo", agent);
    person = new DemoRoom(band.restUrl().toString(), room.id(), alice.apiKey(), agent.id());
    follower = RoomFollower.start(person, heard::add);
  }

  @AfterEach
  void stop() {
    follower.close();
    person.close();
    band.close();
  }

  @Test
  void what_happens_in_the_room_is_heard_once_and_in_order() throws Exception {
    follower.say("hello");
    for (int i = 0; i < 250; i++) {
      band.world().messages().postEvent(room, agent, "thought", "thought " + i, null);
    }
    band.world().messages().post(room, agent, "done", alice);

    await().atMost(LONG).until(() -> heard.size() >= 252);
    assertThat(heard).hasSize(252).extracting(RoomEntry::id).doesNotHaveDuplicates();
    assertThat(heard.getFirst().content()).isEqualTo("@" + agent.handle() + " hello");
    assertThat(heard.get(100).content()).isEqualTo("thought 99");
    assertThat(heard.getLast().content()).isEqualTo("@alice done");
    assertThat(heard.getLast().senderName()).isEqualTo("Codex");
  }

  @Test
  void a_message_is_answered_when_the_agent_wrote_and_finished() throws Exception {
    var id = follower.say("hello");
    assertThat(follower.awaitReaction(id, SHORT)).isEqualTo(Outcome.TIMED_OUT);
    band.world().deliveries().processing(room, agent, id);
    band.world().messages().post(room, agent, "hi", alice);

    assertThat(follower.awaitReaction(id, LONG)).isEqualTo(Outcome.ANSWERED);
    assertThat(follower.awaitEnd(id, SHORT)).isEqualTo(Outcome.TIMED_OUT);
    band.world().deliveries().processed(room, agent, id);
    assertThat(follower.awaitEnd(id, LONG)).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void silence_and_failure_are_told_apart() throws Exception {
    var silent = follower.say("one");
    band.world().deliveries().processing(room, agent, silent);
    band.world().deliveries().processed(room, agent, silent);
    assertThat(follower.awaitEnd(silent, LONG)).isEqualTo(Outcome.SILENT);

    var failed = follower.say("two");
    band.world().deliveries().processing(room, agent, failed);
    band.world().deliveries().failed(room, agent, failed, "no luck");
    assertThat(follower.awaitReaction(failed, LONG)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void messages_go_out_one_after_the_other_and_a_command_as_soon_as_the_agent_reacts()
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var talk = new DemoTalk(follower, LONG, problem -> {});
      var answered = threads.submit(() -> talk.send(List.of("first", "/approve", "last")));

      var first = nextMessage(0);
      band.world().messages().post(room, agent, "may I?", alice);
      var approve = nextMessage(1);
      assertThat(messages()).hasSize(2);
      finish(approve);
      finish(first);
      finish(nextMessage(2));

      assertThat(answered.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_message_without_answer_is_told() throws Exception {
    var problems = new ArrayList<String>();
    var input = new ByteArrayInputStream("\n  anybody?  \n".getBytes(StandardCharsets.UTF_8));

    var answered = new DemoTalk(follower, SHORT, problems::add).send(LineQueue.read(input));

    assertThat(answered).isFalse();
    assertThat(problems).singleElement().asString().contains("\"anybody?\"").contains("0 s");
  }

  @Test
  void a_refused_message_names_the_reason() {
    var stranger = new DemoRoom(band.restUrl().toString(), room.id(), "wrong", agent.id());

    assertThatThrownBy(() -> stranger.say("hello"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("401");
    stranger.close();
  }

  @Test
  void waiting_ends_when_the_room_is_gone() throws Exception {
    var id = follower.say("hello");
    band.close();

    assertThat(follower.awaitEnd(id, Duration.ofMinutes(2))).isEqualTo(Outcome.TIMED_OUT);
  }

  /** Plays the agent: an answer, then the mark. */
  private void finish(String messageId) {
    band.world().deliveries().processing(room, agent, messageId);
    band.world().messages().post(room, agent, "done", alice);
    band.world().deliveries().processed(room, agent, messageId);
  }

  private List<RoomEntry> messages() {
    return heard.stream().filter(entry -> entry.senderId().equals(alice.id())).toList();
  }

  private String nextMessage(int index) {
    await().atMost(LONG).until(() -> messages().size() > index);
    return messages().get(index).id();
  }
}
