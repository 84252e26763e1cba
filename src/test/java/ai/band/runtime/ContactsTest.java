package ai.band.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.api.AdapterInput;
import ai.band.api.ContactEvent;
import ai.band.api.ContactEventConfig;
import ai.band.api.MessageOutcome;
import ai.band.local.world.Person;
import ai.band.local.world.Room;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contact requests and changes, by each strategy. */
class ContactsTest {
  private final Stage stage = new Stage();
  private final List<ContactEvent> heard = new CopyOnWriteArrayList<>();
  private final Person bob = stage.band.world().directory().addPerson("bob", "Bob Hart");

  @AfterEach
  void stop() throws InterruptedException {
    stage.close();
  }

  private void bobAsks() {
    stage.band.world().contacts().request(bob, "alice/planner", "Need your \"summaries\"\nplease");
  }

  @Test
  void a_callback_decides() throws Exception {
    stage.contacts =
        ContactEventConfig.callback(
            (event, contacts) -> {
              heard.add(event);
              if (event instanceof ContactEvent.RequestReceived request) {
                contacts.respond("approve", null, request.id());
              }
            });
    stage.start();

    bobAsks();

    stage.soon().until(() -> stage.band.world().contacts().connected(bob, stage.planner));
    stage.soon().until(() -> heard.size() == 3);
    assertThat(heard.get(0))
        .isInstanceOfSatisfying(
            ContactEvent.RequestReceived.class,
            request -> assertThat(request.fromHandle()).isEqualTo("bob"));
    assertThat(heard.get(1))
        .isInstanceOfSatisfying(
            ContactEvent.RequestUpdated.class,
            update -> {
              assertThat(update.status()).isEqualTo("approved");
              assertThat(update.handle()).isEqualTo("bob");
            });
    assertThat(heard.get(2)).isInstanceOf(ContactEvent.Added.class);
  }

  @Test
  void a_request_from_before_the_start_is_not_lost() throws Exception {
    bobAsks();
    stage.contacts = ContactEventConfig.callback((event, contacts) -> heard.add(event));

    stage.start();

    stage.soon().until(() -> heard.size() == 1);
  }

  @Test
  void a_request_made_during_an_outage_is_not_lost_and_none_comes_twice() throws Exception {
    stage.contacts = ContactEventConfig.callback((event, contacts) -> heard.add(event));
    AgentRuntime runtime = stage.start();
    bobAsks();
    stage.soon().until(() -> heard.size() == 1);
    stage.band.goDown();
    stage.soon().until(() -> !runtime.state().connected());
    Person eve = stage.band.world().directory().addPerson("eve", "Eve");
    stage.band.world().contacts().request(eve, "alice/planner", null);

    stage.band.comeBack();

    stage.soon().until(() -> heard.size() == 2);
    assertThat(heard).extracting(ContactEvent::id).doesNotHaveDuplicates();
  }

  @Test
  void a_callback_that_fails_is_asked_again_after_the_next_look() throws Exception {
    stage.contacts =
        ContactEventConfig.callback(
            (event, contacts) -> {
              heard.add(event);
              if (heard.size() == 1) {
                throw new IllegalStateException("not now");
              }
            });
    stage.start();
    stage.soon().until(() -> stage.band.calls().count("listAgentContactRequests") == 1);
    bobAsks();
    stage.soon().until(() -> heard.size() == 1);

    stage.band.sockets().drop(stage.planner, null);

    stage.soon().until(() -> heard.size() == 2);
  }

  @Test
  void the_model_decides_in_a_room_of_its_own() throws Exception {
    stage.contacts = ContactEventConfig.hubRoom();
    stage.adapter.onTurn =
        input -> {
          input.delivered().run();
          return MessageOutcome.processed();
        };
    stage.start();

    bobAsks();

    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    AdapterInput given = stage.adapter.turns.getFirst();
    assertThat(given.room().hub()).isTrue();
    assertThat(given.message().synthetic()).isTrue();
    assertThat(given.message().senderId()).isEqualTo("contact-events");
    assertThat(given.message().senderType()).isEqualTo("System");
    assertThat(given.message().content())
        .contains("Bob Hart (@bob)", "Need your 'summaries' please", "request id");
    assertThat(given.contactsText()).contains("band_respond_contact_request");
    Room hub = hubRooms().getFirst();
    stage.soon().until(() -> !stage.worker(hub).deliveries().anythingUnderWay());
    assertThat(stage.band.world().ledger().events(hub))
        .singleElement()
        .satisfies(
            event ->
                assertThat(String.valueOf(event.metadata())).contains("contact_request_received"));
    assertThat(stage.band.calls().count("markAgentMessageProcessing")).isZero();
    assertThat(stage.band.calls().count("reportAgentChatActivity")).isZero();
  }

  @Test
  void the_hub_room_is_found_again_after_a_restart() throws Exception {
    stage.contacts = ContactEventConfig.hubRoom();
    AgentRuntime first = stage.start();
    first.stop(null);
    stage.adapter.onTurn = input -> MessageOutcome.processed();

    stage.start();
    bobAsks();

    stage.soon().until(() -> stage.adapter.turns.size() == 1);
    assertThat(hubRooms()).hasSize(1);
    assertThat(stage.adapter.turns.getFirst().room().hub()).isTrue();
  }

  @Test
  void an_event_that_the_model_could_not_work_on_comes_again() throws Exception {
    stage.contacts = ContactEventConfig.hubRoom();
    stage.adapter.onTurn =
        input ->
            stage.adapter.turns.size() == 1
                ? new MessageOutcome.LeftForReplay("not now")
                : MessageOutcome.processed();
    stage.start();

    bobAsks();

    stage.soon().until(() -> stage.adapter.turns.size() == 2);
  }

  @Test
  void changes_are_told_in_every_room_with_the_next_message() throws Exception {
    stage.contacts = ContactEventConfig.disabled().withBroadcastChanges(true);
    Room room = stage.room();
    stage.start();
    bobAsks();
    var request = stage.band.world().contacts().requests(each -> true).getFirst();
    stage.band.world().contacts().answer(stage.planner, true, request.id(), null);
    stage.soon().until(() -> stage.worker(room).view().notices().waiting() != null);

    stage.says(room, "one");
    stage.awaitAllProcessed(room);
    stage.says(room, "two");
    stage.awaitAllProcessed(room);

    assertThat(stage.adapter.turns.get(0).contactsText())
        .startsWith("[Contacts]: [Contact added] Bob Hart (@bob)");
    assertThat(stage.adapter.turns.get(1).contactsText()).isNull();
  }

  @Test
  void by_default_contacts_are_not_listened_to() throws Exception {
    stage.start();

    assertThat(stage.band.sockets().topics(stage.planner))
        .noneMatch(topic -> topic.startsWith("agent_contacts:"));
  }

  private List<Room> hubRooms() {
    return stage.band.world().rooms().all().stream()
        .filter(room -> String.valueOf(room.title()).startsWith("Contact events of"))
        .toList();
  }
}
