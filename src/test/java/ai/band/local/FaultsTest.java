package ai.band.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.local.fault.FrameFault;
import ai.band.local.fault.JoinFault;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything that can be made to go wrong, does. */
class FaultsTest {
  private static final String MESSAGE =
      "{'message':{'content':'x','mentions':[{'handle':'alice'}]}}";

  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  private void fault(RestFault fault) {
    stage.band.faults().add(fault);
  }

  private void fault(FrameFault.Effect effect, Occasion occasion) {
    stage.band.faults().add(FrameFault.of("message_created", effect, occasion));
  }

  private RawSocket listener() {
    return stage.socket().join("1", "chat_room:" + stage.room.id());
  }

  private int texts() {
    return stage.world.ledger().texts(stage.room).size();
  }

  @Test
  void a_call_is_answered_with_a_status_so_often_and_then_works() {
    fault(
        RestFault.on("createAgentChatMessage")
            .status(503, Duration.ofSeconds(2), Occasion.times(2)));

    for (int i = 0; i < 2; i++) {
      var reply = stage.planner().post(stage.chat() + "/messages", MESSAGE);
      Stage.expect(reply, 503, "service_unavailable");
      assertThat(reply.raw().headers().firstValue("retry-after")).hasValue("2");
    }
    assertThat(texts()).isZero();
    assertThat(stage.planner().post(stage.chat() + "/messages", MESSAGE).status()).isEqualTo(201);
    assertThat(stage.band.faults().struck()).isEqualTo(2);
  }

  @Test
  void only_calls_that_match_are_struck() {
    var other = stage.world.rooms().create(stage.alice, "Other", stage.planner);
    fault(RestFault.onAll().inPath(other.id()).status(500, Occasion.ALWAYS));
    fault(RestFault.on("getAgentMe").by(stage.weather.id()).status(429, Occasion.ALWAYS));

    assertThat(stage.planner().get(stage.chat()).status()).isEqualTo(200);
    assertThat(stage.planner().get("/api/v1/agent/chats/" + other.id()).status()).isEqualTo(500);
    assertThat(stage.planner().get("/api/v1/agent/me").status()).isEqualTo(200);
    assertThat(new RestCaller(stage.band, stage.weather).get("/api/v1/agent/me").status())
        .isEqualTo(429);
  }

  @Test
  void the_nth_call_alone_is_struck() {
    fault(RestFault.on("getAgentMe").status(500, Occasion.nth(3)));

    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      statuses.add(stage.planner().get("/api/v1/agent/me").status());
    }
    assertThat(statuses).containsExactly(200, 200, 500, 200);
  }

  @Test
  void a_connection_cut_before_leaves_nothing_and_one_cut_after_has_posted() {
    fault(RestFault.on("createAgentChatMessage").cutBefore(Occasion.ONCE));
    assertThatThrownBy(() -> stage.planner().post(stage.chat() + "/messages", MESSAGE))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(texts()).isZero();

    fault(RestFault.on("createAgentChatMessage").cutAfter(Occasion.ONCE));
    assertThatThrownBy(() -> stage.planner().post(stage.chat() + "/messages", MESSAGE))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(texts()).isEqualTo(1);
    assertThat(stage.band.calls().of("createAgentChatMessage"))
        .extracting(call -> call.status())
        .containsExactly(0, 0);
  }

  @Test
  void a_call_that_is_taken_up_late_acts_when_its_caller_is_gone() {
    var late = new RestFault.Effect.ActLate(Duration.ofMillis(50));
    fault(
        RestFault.on("createAgentChatMessage").inBody("no such words").status(500, Occasion.ONCE));
    fault(RestFault.on("createAgentChatMessage").inBody("content").with(late, Occasion.ONCE));

    assertThatThrownBy(() -> stage.planner().post(stage.chat() + "/messages", MESSAGE))
        .isInstanceOf(UncheckedIOException.class);

    await().until(() -> texts() == 1);
  }

  @Test
  void a_call_whose_caller_is_gone_acts_when_it_is_let_go() {
    var letGo = new CountDownLatch(1);
    fault(
        RestFault.on("createAgentChatMessage")
            .with(new RestFault.Effect.ActOnceLetGo(letGo), Occasion.ONCE));

    assertThatThrownBy(() -> stage.planner().post(stage.chat() + "/messages", MESSAGE))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(texts()).isZero();
    letGo.countDown();

    await().until(() -> texts() == 1);
  }

  @Test
  void a_slow_call_takes_its_time() {
    fault(RestFault.on("getAgentMe").delay(Duration.ofMillis(200), Occasion.ONCE));

    assertThat(stage.planner().get("/api/v1/agent/me").status()).isEqualTo(200);
    assertThat(stage.band.calls().of("getAgentMe").getFirst().took())
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void chances_repeat_with_their_seed() {
    fault(RestFault.on("getAgentMe").status(500, Occasion.rate(0.5)));
    List<Integer> first = tenStatuses(42);

    assertThat(tenStatuses(42)).isEqualTo(first);
    assertThat(first).contains(200, 500);
  }

  private List<Integer> tenStatuses(long seed) {
    stage.band.faults().seed(seed);
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 10; i++) {
      statuses.add(stage.planner().get("/api/v1/agent/me").status());
    }
    return statuses;
  }

  @Test
  void a_push_can_be_lost_and_is_then_not_delivered() {
    fault(new FrameFault.Effect.Omit(), Occasion.ONCE);
    try (var socket = listener()) {
      var lost = stage.asks("lost");
      assertThat(lost.deliveries()).isEmpty();
      stage.asks("heard");
      assertThat(socket.next()).contains("heard");
    }
  }

  @Test
  void a_push_can_come_twice_or_late_or_out_of_order_or_as_nonsense() {
    try (var socket = listener()) {
      fault(new FrameFault.Effect.Duplicate(), Occasion.ONCE);
      stage.asks("twice");
      assertThat(socket.next()).isEqualTo(socket.next());

      fault(new FrameFault.Effect.Delay(Duration.ofMillis(1_500)), Occasion.ONCE);
      stage.asks("late");
      stage.asks("prompt");
      assertThat(socket.next()).contains("prompt");
      assertThat(socket.next()).contains("late");

      fault(new FrameFault.Effect.Swap(), Occasion.ONCE);
      stage.asks("second");
      stage.asks("first");
      assertThat(socket.next()).contains("first");
      assertThat(socket.next()).contains("second");

      fault(new FrameFault.Effect.Replace("[[["), Occasion.ONCE);
      stage.asks("garbled");
      socket.expect("[[[");

      fault(new FrameFault.Effect.JoinRef("99"), Occasion.ONCE);
      stage.asks("stale");
      assertThat(socket.next()).startsWith("[\"99\",null,");
    }
  }

  @Test
  void the_socket_can_drop_at_a_frame() throws Exception {
    try (var socket = listener()) {
      fault(new FrameFault.Effect.Drop(null), Occasion.nth(2));
      stage.asks("one");
      assertThat(socket.next()).contains("one");
      stage.asks("two");
      assertThat(socket.closeCode()).isEqualTo(1006);
    }
    fault(new FrameFault.Effect.Drop(1012), Occasion.ONCE);
    try (var socket = listener()) {
      stage.asks("three");
      assertThat(socket.closeCode()).isEqualTo(1012);
    }
  }

  @Test
  void sockets_can_be_dropped_now() throws Exception {
    try (var socket = listener()) {
      assertThat(stage.band.sockets().drop(stage.planner, null)).isEqualTo(1);
      assertThat(socket.closeCode()).isEqualTo(1006);
    }
    try (var socket = listener()) {
      assertThat(stage.band.sockets().drop(null, 1013)).isGreaterThanOrEqualTo(1);
      assertThat(socket.closeCode()).isEqualTo(1013);
    }
  }

  @Test
  void heartbeats_can_go_unanswered() {
    try (var socket = listener()) {
      stage.band.faults().answerHeartbeats(false);
      socket.send("[null,\"5\",\"phoenix\",\"heartbeat\",{}]");
      // Frames are read in order: this answer shows that the heartbeat was read and left
      // unanswered.
      socket.send("[\"9\",\"9\",\"nothing:here\",\"phx_join\",{}]");
      assertThat(socket.next()).contains("unmatched topic");
      stage.asks("still pushing");
      assertThat(socket.next()).contains("still pushing");
      stage.band.faults().clear();
      socket.expectNothing();
    }
  }

  @Test
  void joins_can_be_refused_ignored_or_slow() {
    String topic = "chat_room:" + stage.room.id();
    var faults = stage.band.faults();
    faults.add(new JoinFault("chat_room", new JoinFault.Effect.Refuse("busy"), Occasion.ONCE));
    faults.add(new JoinFault("chat_room", new JoinFault.Effect.Ignore(), Occasion.nth(2)));
    faults.add(
        new JoinFault(
            "chat_room", new JoinFault.Effect.Delay(Duration.ofMillis(150)), Occasion.nth(3)));
    try (var socket = stage.socket()) {
      socket.send("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
      assertThat(socket.next()).contains("{\"reason\":\"busy\"}");
      socket.send("[\"2\",\"2\",\"" + topic + "\",\"phx_join\",{}]");
      socket.expectNothing();
      long began = System.nanoTime();
      socket.join("3", topic);
      assertThat(System.nanoTime() - began).isGreaterThan(100_000_000L);
    }
  }

  @Test
  void cleared_faults_strike_no_more() {
    fault(RestFault.onAll().status(500, Occasion.ALWAYS));
    assertThat(stage.planner().get("/api/v1/agent/me").status()).isEqualTo(500);

    stage.band.faults().clear();

    assertThat(stage.planner().get("/api/v1/agent/me").status()).isEqualTo(200);
  }

  @Test
  void anything_can_be_pushed() {
    try (var socket = listener()) {
      int reached =
          stage
              .band
              .sockets()
              .push(
                  "chat_room:" + stage.room.id(), "novelty", "{}".getBytes(StandardCharsets.UTF_8));
      assertThat(reached).isEqualTo(1);
      socket.expect("[null,null,\"chat_room:" + stage.room.id() + "\",\"novelty\",{}]");
    }
  }
}
