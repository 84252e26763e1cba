package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.band.testkit.LoneAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Losing the connection, and what becomes of the topics. */
@Timeout(600)
class ReconnectTest extends SocketStory {
  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1002, 1003, 1009, 1011, 1012, 1013, 3000, 4000})
  void after_most_close_codes_it_comes_back_and_joins_again(int code) throws Exception {
    FakePeer peer = connect();
    socket.join("room:1", heard);
    peer.close(code);
    FakePeer next = server.nextPeer();

    assertThat(heard.next("rejoined")).isNotNull();
    next.broadcast("room:1", "hello", "{}");
    assertThat(heard.next()).isEqualTo("hello {}");
    CloseInfo close = News.next(news.disconnected);
    assertThat(close.code()).isEqualTo(code);
    assertThat(close.byPeer()).isTrue();
    assertThat(close.uptime()).isPositive();
    assertThat(News.next(news.connected)).isEqualTo(1);
    assertThat(News.next(news.connected)).isEqualTo(2);
    assertThat(News.next(news.reconnected))
        .isEqualTo(new ReconnectReport(2, List.of("room:1"), java.util.Map.of(), List.of()));
  }

  @Test
  void the_end_of_tcp_without_a_close_frame_is_1006() throws Exception {
    FakePeer peer = connect();
    peer.cut();

    assertThat(News.next(news.disconnected).code()).isEqualTo(1006);
    server.nextPeer();
    assertThat(News.next(news.reconnected).rejoined()).isEmpty();
  }

  @Test
  void after_1008_it_stays_away() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);
    peer.close(1008);

    assertThat(News.next(news.terminated)).isInstanceOf(Termination.ForbiddenByServer.class);
    assertThat(heard.next("lost")).isEqualTo("lost SocketTerminated");
    assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
    assertThat(socket.state()).isEqualTo(SocketState.TERMINATED);
    assertThatThrownBy(() -> socket.join("room:2", heard))
        .isInstanceOf(SocketClosed.class)
        .hasMessageContaining("1008");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 409})
  void a_final_refusal_of_a_reconnect_ends_the_socket(int status) throws Exception {
    FakePeer peer = connect();
    socket.join("room:1", heard);
    server.refuseAlways(FakePhoenixServer.refusal(status, "", "because"));
    peer.cut();

    Termination termination = News.next(news.terminated);
    assertThat(termination).isInstanceOf(Termination.RefusedByServer.class);
    UpgradeRefused refusal = ((Termination.RefusedByServer) termination).refusal();
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.body()).isEqualTo("because");
    assertThat(heard.next("lost SocketTerminated")).isNotNull();
    assertThat(server.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 429, 500, 503})
  void a_passing_refusal_of_a_reconnect_is_tried_again(int status) throws Exception {
    FakePeer peer = connect();
    socket.join("room:1", heard);
    server.refuseOnce(FakePhoenixServer.refusal(status, "retry-after: 0.123\r\n", ""));
    server.hangUpOnce();
    peer.cut();

    server.nextPeer();
    heard.next("rejoined");
    assertThat(((UpgradeRefused) News.next(news.failed)).status()).isEqualTo(status);
    assertThat(News.next(news.delays)).hasMillis(123);
    assertThat(News.next(news.failed)).isInstanceOf(ConnectFailed.class);
  }

  @Test
  void a_server_that_is_down_for_a_while_is_found_again() throws Exception {
    server.close();
    try (LoneAddress address = LoneAddress.hold()) {
      server = new FakePhoenixServer(address.port());
      connect(Sockets.quick());
      socket.join("room:1", heard);
      server.close();
      assertThat(News.next(news.failed)).isInstanceOf(ConnectFailed.class);
      assertThat(socket.state()).isEqualTo(SocketState.RECONNECTING);
      server = new FakePhoenixServer(address.port());

      server.nextPeer();
      assertThat(heard.next("rejoined")).isNotNull();
    }
  }

  @Test
  void it_gives_up_at_the_threshold_when_told_to() throws Exception {
    FakePeer peer =
        connect(
            Sockets.quick()
                .reconnect(ReconnectSettings.constant(Duration.ofMillis(5)).withGiveUpAt(4)));
    server.refuseAlways(FakePhoenixServer.refusal(500, "", ""));
    peer.cut();

    assertThat(News.next(news.terminated)).isEqualTo(new Termination.GaveUp(4));
  }

  @Test
  void five_hundred_topics_are_joined_again_never_more_than_eight_at_a_time() throws Exception {
    FakePeer peer = connect();
    int rooms = 500;
    server.channels().joinsInParallel = true;
    server.channels().joinMillis = 3;
    // Urgent ones last, so that the order of the first joins alone would not do.
    List<String> topics =
        new ArrayList<>(IntStream.range(0, rooms).mapToObj(i -> "room:" + i).toList());
    for (String topic : topics) {
      socket.subscribe(JoinRequest.of(topic), heard);
    }
    socket.join(JoinRequest.of("rooms").withPriority(1), heard);
    socket.join(JoinRequest.of("control").withPriority(0), heard);
    await().atMost(Duration.ofSeconds(60)).until(() -> peer.joinedCount() == rooms + 2);
    long begin = System.nanoTime();
    peer.cut();
    FakePeer next = server.nextPeer();

    ReconnectReport report = News.next(news.reconnected);
    System.err.println(
        "500 topics joined again in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
    assertThat(report.rejoined()).hasSize(rooms + 2);
    assertThat(next.joinedCount()).isEqualTo(rooms + 2);
    assertThat(next.mostJoinsInFlight()).isBetween(2, 8);
    assertThat(peer.mostJoinsInFlight()).isLessThanOrEqualTo(8);
    topics.addFirst("rooms");
    topics.addFirst("control");
    assertThat(next.received("phx_join")).extracting(f -> f.get(2).asString()).isEqualTo(topics);
  }

  @Test
  void topics_of_one_priority_are_answered_before_the_next_begin() throws Exception {
    FakePeer peer = connect();
    socket.join("room:1", heard);
    socket.join(JoinRequest.of("control").withPriority(0), heard);
    server.channels().onJoin("control", FakeChannels.OnJoin.IGNORE);
    peer.cut();
    FakePeer next = server.nextPeer();
    JsonNode join = next.await("control", "phx_join");
    next.scripted();
    next.await(frame -> true);

    assertThat(next.received()).hasSize(1);
    next.send(
        "[null," + join.get(1) + ",\"control\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    next.await("room:1", "phx_join");
  }

  @Test
  void a_refused_rejoin_is_reported_and_the_topic_given_up() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);
    socket.join("room:2", new Heard());
    server.channels().refuse("room:1", "unauthorized");
    peer.cut();
    server.nextPeer();

    heard.next("lost Refused");
    assertThat(heard.nextLoss()).isInstanceOf(ChannelLoss.Disconnected.class);
    assertThat(heard.nextLoss())
        .isInstanceOfSatisfying(
            ChannelLoss.Refused.class,
            loss -> {
              assertThat(loss.reason()).isEqualTo("unauthorized");
              assertThat(loss.willRejoin()).isFalse();
            });
    assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
    ReconnectReport report = News.next(news.reconnected);
    assertThat(report.refused()).containsExactly(java.util.Map.entry("room:1", "unauthorized"));
    assertThat(report.rejoined()).containsExactly("room:2");
    server.channels().accept("room:1");
    assertThat(socket.join("room:1", heard).state()).isEqualTo(ChannelState.JOINED);
  }

  @Test
  void a_rejoin_that_stays_unanswered_is_tried_again_and_seen() throws Exception {
    FakePeer peer = connect(Sockets.quick().joinTimeout(Duration.ofSeconds(1)));
    socket.join("room:1", heard);
    server.channels().onJoin("room:1", FakeChannels.OnJoin.IGNORE);
    peer.cut();
    FakePeer next = server.nextPeer();

    assertThat(News.next(news.reconnected).unanswered()).containsExactly("room:1");
    heard.next("lost Unanswered");
    heard.next("lost Unanswered");
    server.channels().accept("room:1");
    heard.next("rejoined");
    assertThat(heard.nextLoss()).isInstanceOf(ChannelLoss.Disconnected.class);
    assertThat(heard.nextLoss()).isEqualTo(new ChannelLoss.Unanswered(1, Duration.ofMillis(30)));
    assertThat(heard.nextLoss()).isEqualTo(new ChannelLoss.Unanswered(2, Duration.ofMillis(60)));
    // What the server might still accept is taken back.
    assertThat(next.received("phx_leave").getFirst().get(0))
        .isEqualTo(next.received("phx_join").getFirst().get(0));
  }

  @Test
  void many_rejoins_that_stay_unanswered_do_not_keep_the_report_back() throws Exception {
    FakePeer peer = connect(Sockets.quick().joinTimeout(Duration.ofSeconds(1)).joinParallelism(1));
    socket.join("room:0", heard);
    for (int i = 1; i <= 400; i++) {
      socket.join("room:" + i, new Heard());
      server.channels().onJoin("room:" + i, FakeChannels.OnJoin.IGNORE);
    }

    peer.cut();

    // One after the other they would take more than six minutes.
    ReconnectReport report = News.next(news.reconnected);
    assertThat(report.rejoined()).containsExactly("room:0");
    assertThat(report.unanswered()).hasSize(400);
  }

  @Test
  void a_rejoin_that_crashes_is_tried_again() throws Exception {
    FakePeer peer = connect();
    socket.join("room:1", heard);
    server.channels().onJoin("room:1", FakeChannels.OnJoin.CRASH);
    peer.cut();
    server.nextPeer();

    heard.next("lost Refused");
    assertThat(News.next(news.reconnected).unanswered()).containsExactly("room:1");
    server.channels().accept("room:1");
    heard.next("rejoined");
  }

  @Test
  void the_hundred_and_first_channel_is_an_ordinary_refusal() throws Exception {
    server.channels().limit = 100;
    connect();
    for (int i = 1; i <= 100; i++) {
      socket.join("room:" + i, new Heard());
    }

    assertThatThrownBy(() -> socket.join("room:101", heard))
        .isInstanceOfSatisfying(
            JoinRefused.class, e -> assertThat(e.reason()).isEqualTo("too many channels joined"));
    assertThat(socket.stats().channels()).isEqualTo(100);
  }

  @Test
  void a_topic_left_meanwhile_is_not_joined_again() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);
    socket.join("room:2", new Heard());
    server.refuseOnce(FakePhoenixServer.refusal(503, "retry-after: 0.2\r\n", ""));
    peer.cut();
    News.next(news.failed);

    assertThat(channel.leave(Duration.ofSeconds(5))).isTrue();
    FakePeer next = server.nextPeer();
    assertThat(News.next(news.reconnected).rejoined()).containsExactly("room:2");
    assertThat(next.received("phx_join")).hasSize(1);
  }

  @Test
  void a_join_waits_for_the_next_connection() throws Exception {
    FakePeer peer = connect();
    server.refuseOnce(FakePhoenixServer.refusal(503, "retry-after: 0.2\r\n", ""));
    peer.cut();
    News.next(news.failed);

    assertThat(socket.join("room:1", heard).state()).isEqualTo(ChannelState.JOINED);
    assertThat(heard.next()).isEqualTo("joined");
  }

  @Test
  void a_first_join_under_way_is_repeated_on_the_next_connection() throws Exception {
    FakePeer peer = connect();
    server.channels().onJoin("room:1", FakeChannels.OnJoin.IGNORE);
    CompletableFuture<PhoenixChannel> joining = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                joining.complete(socket.join("room:1", heard));
              } catch (RuntimeException | InterruptedException e) {
                joining.completeExceptionally(e);
              }
            });
    peer.await("room:1", "phx_join");
    server.channels().accept("room:1");
    peer.cut();

    assertThat(joining.get(60, TimeUnit.SECONDS).state()).isEqualTo(ChannelState.JOINED);
    assertThat(heard.next()).isEqualTo("joined");
    assertThat(heard.all()).hasSize(1);
  }

  @Test
  void a_subscription_before_the_connection_is_joined_with_it() throws Exception {
    PhoenixChannel channel = socket.subscribe(JoinRequest.of("room:1"), heard);
    assertThat(channel.state()).isEqualTo(ChannelState.JOINING);
    connect();

    assertThat(heard.next()).isEqualTo("joined");
    assertThat(news.reconnected).isEmpty();
  }

  @Test
  void an_unanswered_heartbeat_is_a_dead_connection() throws Exception {
    server.channels().heartbeatsAnswered = false;
    FakePeer peer = connect(Sockets.quick().heartbeatInterval(Duration.ofMillis(100)));
    peer.ignoreClose();
    Thread chatter =
        Thread.ofVirtual()
            .start(
                () -> {
                  // Frames keep coming: only the answer to the heartbeat counts.
                  for (int i = 0; i < 1000 && !Thread.interrupted(); i++) {
                    peer.broadcast("room:1", "chatter", "{}");
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                  }
                });

    CloseInfo close = News.next(news.disconnected);
    chatter.interrupt();
    server.channels().heartbeatsAnswered = true;
    server.nextPeer();
    assertThat(close.code()).isEqualTo(CloseInfo.ABNORMAL);
    assertThat(close.byPeer()).isFalse();
    assertThat(close.reason()).contains("heartbeat");
    peer.awaitEnd();
  }

  @Test
  void answered_heartbeats_keep_the_connection() throws Exception {
    FakePeer peer = connect(Sockets.quick().heartbeatInterval(Duration.ofMillis(700)));

    await().atMost(Duration.ofSeconds(60)).until(() -> peer.received("heartbeat").size() >= 3);
    assertThat(socket.stats().generation()).isEqualTo(1);
    assertThat(peer.received("heartbeat"))
        .allMatch(f -> f.get(0).isNull() && f.get(2).asString().equals("phoenix"));
  }

  @Test
  void a_join_that_holds_up_the_server_is_no_death() throws Exception {
    FakePeer peer =
        connect(
            Sockets.quick()
                .heartbeatInterval(Duration.ofMillis(800))
                .heartbeatTimeout(Duration.ofMillis(800))
                .joinTimeout(Duration.ofSeconds(60)));
    peer.await("phoenix", "heartbeat");
    server.channels().joinMillis = 2_500;

    assertThat(socket.join("room:1", heard).state()).isEqualTo(ChannelState.JOINED);
    assertThat(socket.stats().generation()).isEqualTo(1);
  }

  @Test
  void joins_that_wait_behind_others_do_not_time_out() throws Exception {
    connect(Sockets.quick().joinTimeout(Duration.ofMillis(1_500)));
    server.channels().joinMillis = 400; // one after the other: the sixth takes 2.4 s
    Heard[] all = new Heard[6];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Heard();
      socket.subscribe(JoinRequest.of("room:" + i), all[i]);
    }

    for (Heard each : all) {
      assertThat(each.next()).isEqualTo("joined");
    }
  }

  @Test
  void an_unanswered_first_join_times_out_and_is_taken_back() throws Exception {
    FakePeer peer = connect(Sockets.quick().joinTimeout(Duration.ofMillis(100)));
    server.channels().onJoin("room:1", FakeChannels.OnJoin.IGNORE);

    assertThatThrownBy(() -> socket.join("room:1", heard)).isInstanceOf(JoinTimedOut.class);
    assertThat(peer.await("room:1", "phx_leave").get(0))
        .isEqualTo(peer.await("room:1", "phx_join").get(0));
    assertThat(socket.channel("room:1")).isEmpty();
    assertThat(heard.all()).isEmpty();
  }

  @Test
  void patience_with_a_join_is_bounded_altogether() throws Exception {
    connect(Sockets.quick().joinPatience(Duration.ofMillis(200)));
    server.channels().onJoin("room:1", FakeChannels.OnJoin.IGNORE);

    assertThatThrownBy(() -> socket.join("room:1", heard))
        .isInstanceOf(JoinTimedOut.class)
        .hasMessageContaining("200 ms");
    assertThat(socket.channel("room:1")).isEmpty();
  }
}
