package ai.band.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.band.platform.BandConnectionException.Kind;
import ai.band.platform.BandLinkOptions.OnConflict;
import ai.band.platform.phoenix.FakeBandSocket;
import ai.band.platform.rest.BandRestException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandLinkTest {
  private static final String AGENT = "agent 1/ä";
  private static final String KEY = "agent-key-1234567890";
  private static final String CONTROL = "agent_control:" + AGENT;
  private static final String ROOMS = "agent_rooms:" + AGENT;
  private static final String CONTACTS = "agent_contacts:" + AGENT;
  private static final String CHAT = "chat_room:r1";
  private static final String PEOPLE = "room_participants:r1";
  private static final String MESSAGE =
      """
      {"id":"m","content":"hi","message_type":"text","sender_id":"u","sender_type":"User",
       "inserted_at":"2026-05-04T09:15:02Z","updated_at":"2026-05-04T09:15:02Z"}\
      """;

  private final FakeBandSocket band = new FakeBandSocket();
  private final HeardEvents heard = new HeardEvents();
  private BandLink link = BandLink.open(options());

  @AfterEach
  void close() {
    link.close();
    band.close();
  }

  @Test
  void the_key_travels_as_a_header_and_the_agent_in_the_address() throws Exception {
    link.connect(heard);

    var upgrade = band.upgrades().getFirst();
    assertThat(upgrade.getKey())
        .contains("vsn=2.0.0", "agent_id=agent")
        .doesNotContain(" ", KEY, "on_conflict");
    assertThat(upgrade.getValue()).containsEntry("x-api-key", KEY);
    assertThat(
            java.net.URLDecoder.decode(upgrade.getKey(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("agent_id=" + AGENT);
  }

  @Test
  void conflict_policy_and_key_go_into_the_address_when_asked_to() throws Exception {
    var address = URI.create(band.uri() + "?keep=1&api_key=old&vsn=1.0.0");
    reopen(
        new BandLinkOptions(
            AGENT, address, OnConflict.REJECT, true, FakeBandSocket.quick(), options().rest()));

    link.connect(heard);

    assertThat(band.upgrades().getFirst().getKey())
        .contains("keep=1", "on_conflict=reject", "api_key=" + KEY, "vsn=2.0.0")
        .doesNotContain("old", "1.0.0");
  }

  @Test
  void a_key_in_the_configured_address_is_not_sent_there() throws Exception {
    reopen(
        BandLinkOptions.of(
                AGENT,
                KEY,
                URI.create(band.uri() + "?api_key=old&x=1"),
                URI.create("http://localhost"))
            .withSocket(FakeBandSocket.quick()));

    link.connect(heard);

    assertThat(band.upgrades().getFirst().getKey()).contains("x=1").doesNotContain("api_key");
  }

  @Test
  void control_is_joined_before_anything_else() throws Exception {
    link.connect(heard);

    assertThat(band.nextConnection().topics("phx_join")).containsExactly(CONTROL, ROOMS);
  }

  @Test
  void events_of_every_topic_reach_the_listener() throws Exception {
    link.connect(heard);
    assertThat(link.joinRoom("r1")).isEqualTo(new RoomTopics(true, true));
    link.joinContacts();
    assertThat(link.joinTasks("r1")).isTrue();
    var connection = band.nextConnection();

    connection.push(ROOMS, "room_added", "{\"id\":\"r2\",\"title\":\"T\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.RoomAdded("r2", "T"));
    connection.push(ROOMS, "room_removed", "{\"id\":\"r2\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.RoomRemoved("r2"));
    connection.push(CHAT, "message_created", MESSAGE);
    assertThat(((PlatformEvent.MessageReceived) heard.next()).message().content()).isEqualTo("hi");
    connection.push(PEOPLE, "participant_removed", "{\"id\":\"p\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.ParticipantRemoved("r1", "p"));
    connection.push(PEOPLE, "room_deleted", "{\"id\":\"r1\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.RoomDeleted("r1"));
    connection.push(CONTACTS, "contact_removed", "{\"id\":\"c\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.ContactRemoved("c"));
    connection.push("room_tasks:r1", "task_created", "{\"id\":\"t\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.TasksChanged("r1", "task_created", "t"));
  }

  @Test
  void a_message_that_cannot_be_read_asks_for_a_look_at_the_room() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    var connection = band.nextConnection();

    connection.push(CHAT, "message_created", "{\"id\":\"m\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.ResyncNeeded("r1"));
    connection.push(ROOMS, "room_added", "{}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.ResyncNeeded(null));
    connection.push(PEOPLE, "participant_added", "{}");
    connection.push(PEOPLE, "participant_removed", "{\"id\":\"p\"}");
    assertThat(heard.next()).isEqualTo(new PlatformEvent.ParticipantRemoved("r1", "p"));
    assertThat(link.malformedPushes()).isEqualTo(3);
  }

  @Test
  void a_control_signal_does_not_wait_behind_events() throws Exception {
    var over = new CountDownLatch(1);
    var busy =
        new HeardEvents() {
          @Override
          public void onEvent(PlatformEvent event) {
            try {
              assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    link.connect(busy);
    link.joinRoom("r1");
    var connection = band.nextConnection();
    connection.push(CHAT, "message_created", MESSAGE);
    connection.push(ROOMS, "room_added", "{\"id\":\"r2\"}");

    connection.push(CONTROL, "agent.control", control("interrupt", AGENT));

    assertThat(busy.next(ControlSignal.class).mode()).isEqualTo(ControlSignal.Mode.INTERRUPT);
    over.countDown();
  }

  @Test
  void a_control_signal_for_somebody_else_is_ignored() throws Exception {
    link.connect(heard);
    var connection = band.nextConnection();

    connection.push(CONTROL, "agent.control", control("stop", "agent-2"));
    connection.push(CONTROL, "agent.control", control("pause", AGENT));
    connection.push(CONTROL, "agent.control", control("play", AGENT));

    assertThat(heard.next(ControlSignal.class).mode()).isEqualTo(ControlSignal.Mode.PLAY);
  }

  @Test
  void a_superseded_link_stays_away() throws Exception {
    link.connect(heard);
    var connection = band.nextConnection();

    connection.push(
        CONTROL,
        "supersede",
        "{\"reason\":\"session.already_connected\",\"message\":\"bye\",\"retry_after\":0}");

    assertThat(heard.next(Superseded.class).reason()).isEqualTo("session.already_connected");
    connection.awaitEnd();
    assertThat(band.upgrades()).hasSize(1);
    assertThat(heard.heard(BandConnectionException.class)).isFalse();
    assertThat(link.isConnected()).isFalse();
  }

  @Test
  void a_room_that_refuses_its_chat_is_not_joined() throws Exception {
    band.refuseTopic(CHAT, "unauthorized");
    link.connect(heard);

    var failure = catchThrowableOfType(RoomJoinException.class, () -> link.joinRoom("r1"));

    assertThat(failure.reason()).isEqualTo("unauthorized");
    assertThat(failure.retryable()).isFalse();
    assertThat(band.nextConnection().topics("phx_join")).doesNotContain(PEOPLE);
    assertThat(heard.heard(HeardEvents.TopicLost.class)).isFalse();
  }

  @Test
  void a_room_that_refuses_its_participants_is_left_again() throws Exception {
    band.refuseTopic(PEOPLE, "unauthorized");
    link.connect(heard);

    assertThatThrownBy(() -> link.joinRoom("r1")).isInstanceOf(RoomJoinException.class);

    band.nextConnection().await(CHAT, "phx_leave", 1);
    assertThat(link.isJoined("r1", RoomTopic.CHAT)).isFalse();
    band.acceptTopic(PEOPLE);
    assertThat(link.joinRoom("r1").complete()).isTrue();
  }

  @Test
  void a_room_can_be_joined_twice_and_left_twice() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    assertThat(link.joinRoom("r1").complete()).isTrue();

    link.leaveRoom("r1");
    link.leaveRoom("r1");

    var connection = band.nextConnection();
    assertThat(connection.topics("phx_join")).containsOnlyOnce(CHAT, PEOPLE);
    assertThat(connection.joined(CHAT)).isFalse();
    assertThat(connection.joined(PEOPLE)).isFalse();
  }

  @Test
  void a_full_socket_gives_its_last_places_to_chats() throws Exception {
    band.allowChannels(4);
    link.connect(heard);

    assertThat(link.joinRoom("r1")).isEqualTo(new RoomTopics(true, true));
    assertThat(link.joinRoom("r2")).isEqualTo(new RoomTopics(false, false));

    link.releaseParticipants("r1");
    assertThat(link.joinRoom("r2")).isEqualTo(new RoomTopics(true, false));
    assertThat(link.isJoined("r1", RoomTopic.CHAT)).isTrue();
    assertThat(link.isJoined("r1", RoomTopic.PARTICIPANTS)).isFalse();
  }

  @Test
  void chats_come_before_participants_when_the_connection_returns() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    link.joinRoom("r2");
    band.allowChannels(4);
    band.nextConnection().cut();

    assertThat(heard.next(HeardEvents.Reconnected.class).refused())
        .containsExactlyInAnyOrder(PEOPLE, "room_participants:r2");
    var connection = band.nextConnection();
    assertThat(connection.joined(CHAT)).isTrue();
    assertThat(connection.joined("chat_room:r2")).isTrue();
    assertThat(connection.topics("phx_join").getFirst()).isEqualTo(CONTROL);
  }

  @Test
  void after_a_lost_connection_everything_is_joined_again_and_read_again_once() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    band.nextConnection().cut();

    assertThat(heard.next()).isInstanceOf(HeardEvents.Disconnected.class);
    assertThat(heard.next()).isEqualTo(new HeardEvents.Reconnected(java.util.Set.of()));
    var connection = band.nextConnection();
    assertThat(connection.topics("phx_join")).containsExactly(CONTROL, ROOMS, CHAT, PEOPLE);
    assertThat(band.upgrades().get(1).getValue()).containsEntry("x-api-key", KEY);
    connection.push(CHAT, "message_created", MESSAGE);
    assertThat(heard.next()).isInstanceOf(PlatformEvent.MessageReceived.class);
  }

  @Test
  void a_room_refused_after_a_reconnect_is_reported_lost() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    band.refuseTopic(CHAT, "unauthorized");
    band.nextConnection().cut();

    assertThat(heard.next(HeardEvents.TopicLost.class))
        .isEqualTo(new HeardEvents.TopicLost("r1", RoomTopic.CHAT, "unauthorized"));
    assertThat(link.isJoined("r1", RoomTopic.CHAT)).isFalse();
  }

  @Test
  void a_chat_that_crashed_is_joined_and_read_again() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    var connection = band.nextConnection();

    connection.crash(CHAT);

    assertThat(heard.next()).isEqualTo(new PlatformEvent.ResyncNeeded("r1"));
    connection.await(CHAT, "phx_join", 2);
  }

  @Test
  void a_chat_that_the_server_closed_is_reported_lost_and_can_be_joined_again() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    var connection = band.nextConnection();

    connection.stop(CHAT);

    assertThat(heard.next())
        .isEqualTo(new HeardEvents.TopicLost("r1", RoomTopic.CHAT, "closed by the server"));
    assertThat(link.joinRoom("r1").complete()).isTrue();
    assertThat(connection.joined(CHAT)).isTrue();
  }

  @Test
  void the_agents_own_topics_are_joined_again_when_the_server_closed_them() throws Exception {
    link.connect(heard);
    var connection = band.nextConnection();

    connection.stop(ROOMS);
    connection.stop(CONTROL);

    assertThat(heard.next()).isEqualTo(new PlatformEvent.ResyncNeeded(null));
    connection.await(CONTROL, "phx_join", 2);
    Awaitility.await().until(() -> connection.joined(CONTROL) && connection.joined(ROOMS));
    connection.push(CONTROL, "agent.control", control("play", AGENT));
    assertThat(heard.next()).isInstanceOf(ControlSignal.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {CONTROL, ROOMS})
  void a_link_whose_own_topic_is_refused_ends(String topic) throws Exception {
    link.connect(heard);
    band.refuseTopic(topic, "unauthorized");
    band.nextConnection().cut();

    var failure = heard.next(BandConnectionException.class);

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED_CREDENTIALS);
    Awaitility.await().until(() -> !link.isConnected());
  }

  @Test
  void a_refusal_that_may_pass_does_not_end_the_link() throws Exception {
    link.connect(heard);
    band.refuseTopic(ROOMS, "too many channels joined");
    band.nextConnection().cut();
    assertThat(heard.next(HeardEvents.Reconnected.class).refused()).containsExactly(ROOMS);
    var connection = band.nextConnection();

    band.acceptTopic(ROOMS);

    assertThat(heard.next()).isEqualTo(new PlatformEvent.ResyncNeeded(null));
    assertThat(connection.joined(ROOMS)).isTrue();
  }

  @Test
  void contacts_refused_after_a_reconnect_do_not_end_the_link() throws Exception {
    link.connect(heard);
    link.joinContacts();
    band.refuseTopic(CONTACTS, "unauthorized");
    band.nextConnection().cut();

    assertThat(heard.next(HeardEvents.Reconnected.class).refused()).containsExactly(CONTACTS);
    assertThat(link.isConnected()).isTrue();
  }

  @Test
  void a_connection_that_the_platform_forbids_ends_the_link() throws Exception {
    link.connect(heard);
    band.nextConnection().close(1008);

    assertThat(heard.next(BandConnectionException.class).kind()).isEqualTo(Kind.POLICY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1009, 1011, 1012, 1013, 3000, 4000, 4999})
  void a_server_that_restarts_is_connected_to_again(int code) throws Exception {
    link.connect(heard);
    band.nextConnection().close(code);

    heard.next(HeardEvents.Reconnected.class);
    assertThat(link.isConnected()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_on_conflict, PROTOCOL",
    "401, '', REFUSED_CREDENTIALS",
    "403, forbidden, REFUSED_CREDENTIALS",
    "409, connection_conflict, CONFLICT"
  })
  void a_refused_upgrade_fails_the_start_at_once(int status, String code, Kind kind) {
    band.refuseUpgrades(
        status,
        "",
        code.isEmpty()
            ? ""
            : "{\"error\":{\"code\":\"%s\",\"message\":\"about %s\",\"request_id\":\"q1\"}}"
                .formatted(code, KEY));

    var failure = catchThrowableOfType(BandConnectionException.class, () -> link.connect(heard));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("HTTP " + status).hasMessageContaining(code);
    assertThat(failure.toString()).doesNotContain(KEY);
    assertThat(band.upgrades()).hasSize(1);
    assertThatThrownBy(() -> link.rest().me()).isInstanceOf(BandRestException.Unreachable.class);
  }

  @Test
  void a_busy_platform_is_waited_for_as_long_as_its_body_says() throws Exception {
    band.refuseUpgradeOnce(
        429, "retry-after: 600\r\n", "{\"error\":{\"code\":\"x\",\"retry_after\":0.05}}");
    band.refuseUpgradeOnce(503, "", "{\"error\":{\"code\":\"tracking_failed\"}}");

    link.connect(heard);

    assertThat(band.upgrades()).hasSize(3);
  }

  @Test
  void a_reconnect_refused_for_good_ends_the_link() throws Exception {
    link.connect(heard);
    band.refuseUpgrades(401, "", "");
    band.nextConnection().cut();

    assertThat(heard.next(BandConnectionException.class).kind())
        .isEqualTo(Kind.REFUSED_CREDENTIALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {CONTROL, ROOMS})
  void a_start_whose_own_topic_is_refused_leaves_nothing_open(String topic) throws Exception {
    band.refuseTopic(topic, "unauthorized");

    var failure = catchThrowableOfType(BandConnectionException.class, () -> link.connect(heard));

    assertThat(failure.kind()).isEqualTo(Kind.REFUSED_CREDENTIALS);
    assertThat(failure).hasMessageContaining("API key");
    assertThat(band.nextConnection().awaitEnd()).isEqualTo(1000);
    assertThat(heard.heard(BandConnectionException.class)).isFalse();
  }

  @Test
  void an_address_where_nobody_listens_is_unreachable() {
    band.close();

    var failure = catchThrowableOfType(BandConnectionException.class, () -> link.connect(heard));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void closing_leaves_the_agents_topics_first_and_says_goodbye() throws Exception {
    link.connect(heard);
    link.joinRoom("r1");
    link.joinContacts();

    link.close();
    link.close();

    var connection = band.nextConnection();
    assertThat(connection.awaitEnd()).isEqualTo(1000);
    assertThat(connection.topics("phx_leave"))
        .startsWith(CONTACTS, CONTROL)
        .containsOnlyOnce(ROOMS, CHAT, PEOPLE);
    assertThat(heard.heard(BandConnectionException.class)).isFalse();
  }

  @Test
  void rooms_need_a_connection() {
    assertThatThrownBy(() -> link.joinRoom("r1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Call connect first");
  }

  @Test
  void no_text_of_the_options_holds_the_key() {
    assertThat(options().toString()).doesNotContain(KEY);
    assertThat(Map.of("o", options().withSendKeyInQuery(true)).toString()).doesNotContain(KEY);
  }

  private BandLinkOptions options() {
    return BandLinkOptions.of(AGENT, KEY, band.uri(), URI.create("http://localhost:1"))
        .withSocket(FakeBandSocket.quick());
  }

  private void reopen(BandLinkOptions options) {
    link.close();
    link = BandLink.open(options);
  }

  private static String control(String mode, String agent) {
    return "{\"mode\":\"%s\",\"scope\":\"agent\",\"agent_id\":\"%s\"}".formatted(mode, agent);
  }
}
