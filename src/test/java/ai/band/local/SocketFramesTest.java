package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.socket.SocketSettings;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frame for frame what recorded Phoenix servers send. */
class SocketFramesTest {
  private static final String OK = "{\"response\":{},\"status\":\"ok\"}";

  private LocalBand band;
  private Person alice;
  private RegisteredAgent planner;
  private Room room;
  private String rooms;

  @BeforeEach
  void start() {
    restart(SocketSettings.DEFAULTS);
  }

  private void restart(SocketSettings settings) {
    stop();
    band = LocalBand.start(LocalBandOptions.DEFAULTS.withSockets(settings));
    alice = band.world().directory().addPerson("alice", "Alice Example");
    planner = band.world().directory().addAgent(alice, "Planner", "Plans things");
    room = band.world().rooms().create(alice, "Release", planner);
    rooms = "agent_rooms:" + planner.id();
  }

  @AfterEach
  void stop() {
    if (band != null) {
      band.close();
    }
  }

  private RawSocket connect() {
    return RawSocket.connect(band, planner.apiKey());
  }

  private static SocketSettings newer() {
    return SocketSettings.DEFAULTS.withPhoenix(SocketSettings.Phoenix.V1_8);
  }

  @Test
  void a_foreign_topic_is_refused_and_stays_unmatched() {
    var other = band.world().directory().addAgent(alice, "Other", null);
    try (var socket = connect()) {
      socket.send("[\"1\",\"1\",\"agent_rooms:%s\",\"phx_join\",{}]".formatted(other.id()));
      socket.expect(
          "[\"1\",\"1\",\"agent_rooms:%s\",\"phx_reply\",{\"response\":{\"reason\":\"unauthorized\"},\"status\":\"error\"}]"
              .formatted(other.id()));
      socket.send("[\"1\",\"2\",\"agent_rooms:%s\",\"echo\",{}]".formatted(other.id()));
      socket.expect(
          "[null,\"2\",\"agent_rooms:%s\",\"phx_reply\",{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]"
              .formatted(other.id()));
    }
  }

  @Test
  void an_unknown_topic_is_answered_without_join_ref() {
    try (var socket = connect()) {
      socket.send("[\"1\",\"1\",\"nothing:a1\",\"phx_join\",{}]");
      socket.expect(
          "[null,\"1\",\"nothing:a1\",\"phx_reply\",{\"response\":{\"reason\":\"unmatched"
              + " topic\"},\"status\":\"error\"}]");
    }
  }

  @Test
  void the_channel_after_the_last_allowed_one_is_refused() {
    restart(SocketSettings.DEFAULTS.withMaxChannels(1));
    String chat = "chat_room:" + room.id();
    try (var socket = connect()) {
      socket.join("1", rooms);
      socket.send("[\"2\",\"2\",\"%s\",\"phx_join\",{}]".formatted(chat));
      socket.expect(
          "[\"2\",\"2\",\"%s\",\"phx_reply\",{\"response\":{\"reason\":\"too many channels joined\"},\"status\":\"error\"}]"
              .formatted(chat));
      socket.send("[\"1\",\"3\",\"%s\",\"phx_leave\",{}]".formatted(rooms));
      socket.expect("[\"1\",\"3\",\"%s\",\"phx_reply\",%s]".formatted(rooms, OK));
      socket.expect("[\"1\",\"1\",\"%s\",\"phx_close\",{}]".formatted(rooms));
      socket.join("4", chat);
    }
  }

  @Test
  void a_second_join_wins_and_the_first_is_closed_after_the_answer() {
    try (var socket = connect()) {
      socket.join("1", rooms);
      socket.join("2", rooms);
      socket.expect("[\"1\",\"1\",\"%s\",\"phx_close\",{}]".formatted(rooms));
      band.world().rooms().create(alice, "Another", planner);
      assertThat(socket.next()).startsWith("[null,null,\"%s\",\"room_added\",".formatted(rooms));
      socket.expectNothing();
    }
  }

  @Test
  void a_refused_second_join_ends_the_first_all_the_same() {
    try (var socket = connect()) {
      socket.join("1", rooms);
      band.faults()
          .add(
              new JoinFault(
                  "agent_rooms", new JoinFault.Effect.Refuse("unauthorized"), Occasion.ONCE));
      socket.send("[\"2\",\"2\",\"%s\",\"phx_join\",{}]".formatted(rooms));
      socket.expect(
          "[\"2\",\"2\",\"%s\",\"phx_reply\",{\"response\":{\"reason\":\"unauthorized\"},\"status\":\"error\"}]"
              .formatted(rooms));
      socket.expect("[\"1\",\"1\",\"%s\",\"phx_close\",{}]".formatted(rooms));
      band.world().rooms().create(alice, "Another", planner);
      socket.expectNothing();
    }
  }

  @Test
  void a_heartbeat_is_answered_with_null_whatever_was_sent() {
    try (var socket = connect()) {
      socket.send("[\"7\",\"1\",\"phoenix\",\"heartbeat\",{}]");
      socket.expect("[null,\"1\",\"phoenix\",\"phx_reply\",%s]".formatted(OK));
      socket.send("[null,\"2\",\"phoenix\",\"other\",{}]");
      socket.expect(
          "[null,\"2\",\"phoenix\",\"phx_reply\",{\"response\":{\"reason\":\"unmatched"
              + " topic\"},\"status\":\"error\"}]");
    }
  }

  @Test
  void refs_come_back_as_they_came() {
    try (var socket = connect()) {
      socket.send("[1,2,\"%s\",\"phx_join\",{},\"sixth\"]".formatted(rooms));
      socket.expect("[1,2,\"%s\",\"phx_reply\",%s]".formatted(rooms, OK));
      socket.send("[null,null,\"nothing\",\"x\",{}]");
      socket.expect(
          "[null,null,\"nothing\",\"phx_reply\",{\"response\":{\"reason\":\"unmatched"
              + " topic\"},\"status\":\"error\"}]");
    }
  }

  @Test
  void a_join_without_join_ref_takes_its_ref() {
    try (var socket = connect()) {
      socket.send("[null,\"5\",\"%s\",\"phx_join\",{}]".formatted(rooms));
      socket.expect("[\"5\",\"5\",\"%s\",\"phx_reply\",%s]".formatted(rooms, OK));
    }
  }

  @Test
  void leaving_is_answered_and_then_closed() {
    try (var socket = connect()) {
      socket.join("1", rooms);
      socket.send("[\"1\",\"2\",\"%s\",\"phx_leave\",{}]".formatted(rooms));
      socket.expect("[\"1\",\"2\",\"%s\",\"phx_reply\",%s]".formatted(rooms, OK));
      socket.expect("[\"1\",\"1\",\"%s\",\"phx_close\",{}]".formatted(rooms));
      socket.send("[\"1\",\"3\",\"%s\",\"phx_leave\",{}]".formatted(rooms));
      socket.expect("[\"1\",\"3\",\"%s\",\"phx_reply\",%s]".formatted(rooms, OK));
      socket.expectNothing();
    }
  }

  @Test
  void leaving_with_another_join_ref_gets_no_answer_and_the_channel_stays() {
    try (var socket = connect()) {
      socket.join("1", rooms);
      socket.send("[\"9\",\"2\",\"%s\",\"phx_leave\",{}]".formatted(rooms));
      socket.send("[null,\"3\",\"%s\",\"phx_leave\",{}]".formatted(rooms));
      socket.expectNothing();
      assertThat(band.sockets().topics(planner)).containsExactly(rooms);
    }
  }

  @Test
  void newer_phoenix_leaves_with_null_and_drops_stale_pushes() {
    restart(newer());
    try (var socket = connect()) {
      socket.join("1", rooms);
      socket.send("[\"9\",\"2\",\"%s\",\"echo\",{}]".formatted(rooms));
      socket.expectNothing();
      socket.send("[null,\"3\",\"%s\",\"phx_leave\",{}]".formatted(rooms));
      socket.expect("[\"1\",\"3\",\"%s\",\"phx_reply\",%s]".formatted(rooms, OK));
      socket.expect("[\"1\",\"1\",\"%s\",\"phx_close\",{}]".formatted(rooms));
    }
  }

  @Test
  void an_event_from_the_client_crashes_the_channel_and_a_new_join_is_accepted() {
    try (var socket = connect()) {
      socket.join("1", rooms);
      socket.send("[\"1\",\"2\",\"%s\",\"echo\",{}]".formatted(rooms));
      socket.expect("[\"1\",\"1\",\"%s\",\"phx_error\",{}]".formatted(rooms));
      socket.send("[\"1\",\"3\",\"%s\",\"echo\",{}]".formatted(rooms));
      socket.expect(
          "[null,\"3\",\"%s\",\"phx_reply\",{\"response\":{\"reason\":\"unmatched topic\"},\"status\":\"error\"}]"
              .formatted(rooms));
      socket.join("4", rooms);
    }
  }

  @Test
  void channels_end_by_crash_or_close_and_the_socket_goes_on() {
    restart(newer());
    try (var socket = connect()) {
      socket.join("1", rooms);
      assertThat(band.sockets().crashChannel(rooms)).isEqualTo(1);
      socket.expect(
          "[\"1\",\"1\",\"%s\",\"phx_error\",{\"reason\":\"channel_crash\"}]".formatted(rooms));
      socket.join("2", rooms);
      assertThat(band.sockets().closeChannel(rooms)).isEqualTo(1);
      socket.expect("[\"2\",\"2\",\"%s\",\"phx_close\",{}]".formatted(rooms));
      socket.expectNothing();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "nonsense", "[null,\"1\",\"t\",\"e\"]", "[1,2,3,4,5]"})
  void a_broken_frame_ends_the_socket(String frame) throws Exception {
    try (var socket = connect()) {
      socket.send(frame);
      assertThat(socket.closeCode()).isEqualTo(1011);
    }
  }

  @Test
  void a_binary_frame_ends_the_socket() throws Exception {
    try (var socket = connect()) {
      socket.sendBytes((byte) 1, (byte) 2);
      assertThat(socket.closeCode()).isEqualTo(1011);
    }
  }

  @Test
  void without_protocol_version_the_first_frame_ends_the_socket() throws Exception {
    try (var socket = RawSocket.open(band, "?agent_id=" + planner.id(), planner.apiKey())) {
      socket.send("[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(rooms));
      assertThat(socket.closeCode()).isEqualTo(1011);
    }
  }

  @Test
  void an_idle_socket_is_closed() throws Exception {
    restart(SocketSettings.DEFAULTS.withIdleClose(Duration.ofMillis(200), 1002));
    try (var socket = connect()) {
      assertThat(socket.closeCode()).isEqualTo(1002);
    }
  }

  @Test
  void a_ping_gets_its_pong() {
    try (var socket = connect()) {
      socket.ping("hello");
      socket.expect("pong hello");
    }
  }

  @Test
  void a_shut_down_server_says_1012_where_a_channel_is_joined_and_1000_elsewhere()
      throws Exception {
    try (var busy = connect();
        var idle = RawSocket.connect(band, alice.apiKey())) {
      busy.join("1", rooms);
      band.goDown();
      assertThat(busy.closeCode()).isEqualTo(1012);
      assertThat(idle.closeCode()).isEqualTo(1000);
    }
    band.comeBack();
    try (var again = connect()) {
      again.join("1", rooms);
    }
  }

  @Test
  void a_newer_socket_of_the_agent_supersedes_the_older() throws Exception {
    String control = "agent_control:" + planner.id();
    try (var older = connect()) {
      older.join("1", control);
      try (var newest = connect()) {
        assertThat(older.next())
            .startsWith("[null,null,\"" + control + "\",\"supersede\",{")
            .contains("\"reason\":\"session.already_connected\"");
        assertThat(older.closeCode()).isEqualTo(1000);
        newest.join("1", control);
      }
    }
  }

  @Test
  void a_superseded_socket_counts_for_nothing_even_before_it_is_gone() {
    restart(SocketSettings.DEFAULTS.withAnnounceSupersede(false));
    String chat = "chat_room:" + room.id();
    try (var older = connect()) {
      older.join("1", chat);
      try (var newest = connect()) {
        newest.expectNothing();
        var asked = band.world().messages().post(room, alice, "who hears?", planner);
        assertThat(asked.deliveries()).isEmpty();
      }
    }
  }

  @Test
  void people_may_have_many_sockets() {
    try (var one = RawSocket.connect(band, alice.apiKey());
        var two = RawSocket.connect(band, alice.apiKey())) {
      one.join("1", "user_rooms:" + alice.id());
      two.join("1", "user_rooms:" + alice.id());
    }
  }

  @Test
  void pushes_carry_the_joins_ref_when_so_set() {
    restart(SocketSettings.DEFAULTS.withJoinRefInPushes(true));
    try (var socket = connect()) {
      socket.join("8", rooms);
      band.world().rooms().create(alice, "Another", planner);
      assertThat(socket.next()).startsWith("[\"8\",null,\"%s\",\"room_added\",".formatted(rooms));
    }
  }

  @Test
  void broadcasts_follow_the_joins_answer_without_a_gap() throws Exception {
    var writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    band.world().messages().post(room, alice, "number " + i, planner);
                  }
                });
    try (var socket = connect()) {
      socket.join("1", "chat_room:" + room.id());
      writer.join();
      band.world().messages().post(room, alice, "last", planner);
      int previous = -1;
      String frame = socket.next();
      while (!frame.contains("] last\"")) {
        int at = frame.indexOf("number ") + "number ".length();
        int number = Integer.parseInt(frame.substring(at, frame.indexOf('"', at)));
        assertThat(previous == -1 || number == previous + 1).isTrue();
        previous = number;
        frame = socket.next();
      }
      assertThat(previous == -1 || previous == 499).isTrue();
    }
  }
}
