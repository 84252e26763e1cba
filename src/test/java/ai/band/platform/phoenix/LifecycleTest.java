package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Opening, using and closing a socket; who may hold up whom. */
@Timeout(600)
class LifecycleTest extends SocketStory {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  /** Threads of sockets that other tests of this process have left. */
  private final Set<Thread> ofOthers = threadsOfSockets();

  private static Set<Thread> threadsOfSockets() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().startsWith("phoenix-reader")
                    || thread.getName().startsWith("WebSocketWriteThread"))
        .collect(Collectors.toSet());
  }

  private boolean hasNoThreads() {
    return ofOthers.containsAll(threadsOfSockets());
  }

  @Test
  void closing_says_goodbye_with_1000_and_ends_all_threads() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);
    socket.close();
    socket.close();

    assertThat(peer.awaitEnd()).isEqualTo(1000);
    assertThat(socket.state()).isEqualTo(SocketState.CLOSED);
    assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
    assertThat(peer.received("phx_leave")).isEmpty();
    await().atMost(Duration.ofSeconds(60)).until(this::hasNoThreads);
    assertThat(news.terminated).isEmpty();
    assertThat(news.disconnected).isEmpty();
    assertThatThrownBy(() -> socket.join("room:2", heard)).isInstanceOf(SocketClosed.class);
    assertThatThrownBy(() -> socket.subscribe(JoinRequest.of("room:2"), heard))
        .isInstanceOf(SocketClosed.class);
    assertThatThrownBy(() -> channel.push("echo", NOTHING, SOON)).isInstanceOf(ChannelEnded.class);
    assertThat(channel.leave(SOON)).isTrue();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void a_peer_that_ignores_the_close_does_not_hold_it_up() throws Exception {
    FakePeer peer = connect(Sockets.quick().closeTimeout(Duration.ofMillis(200)));
    peer.ignoreClose();
    long begin = System.nanoTime();
    socket.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
    peer.awaitEnd();
    await().atMost(Duration.ofSeconds(60)).until(this::hasNoThreads);
  }

  @Test
  void closing_ends_a_long_pause_before_a_reconnect() throws Exception {
    PhoenixOptions patient =
        Sockets.quick().reconnect(ReconnectSettings.constant(Duration.ofHours(1))).build();
    socket = Sockets.to(server).listener(news).options(patient).build();
    FakePeer peer = connect();
    peer.cut();
    News.next(news.disconnected);
    long begin = System.nanoTime();
    socket.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
  }

  @Test
  void closing_ends_a_connect_under_way() throws Exception {
    server.neverAnswerUpgrades();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                socket.connect();
                outcome.complete(new AssertionError("connected"));
              } catch (RuntimeException | InterruptedException e) {
                outcome.complete(e);
              }
            });
    await().atMost(SOON).until(() -> server.requests().size() == 1);
    socket.close();

    assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(SocketClosed.class);
  }

  @Test
  void a_quiet_connection_outlives_the_time_limit_of_connecting() throws Exception {
    connect(Sockets.quick().connectTimeout(Duration.ofSeconds(1)));

    await().during(Duration.ofMillis(1_500)).until(() -> socket.state() == SocketState.CONNECTED);
    assertThat(socket.stats().generation()).isEqualTo(1);
  }

  @Test
  void closing_at_any_moment_of_connecting_leaves_no_thread_behind() throws Exception {
    for (int i = 0; i < 60; i++) {
      PhoenixSocket hasty = Sockets.to(server).build();
      Thread connecting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      hasty.connect();
                    } catch (RuntimeException | InterruptedException e) {
                      // Either is right, as it is closed meanwhile.
                    }
                  });
      LockSupport.parkNanos(i * 50_000L);
      hasty.close();
      assertThat(connecting.join(SOON)).isTrue();
    }
    await().atMost(Duration.ofSeconds(60)).until(this::hasNoThreads);
  }

  @Test
  void interrupting_a_connect_closes_the_socket() throws Exception {
    server.neverAnswerUpgrades();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread connecting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    socket.connect();
                  } catch (RuntimeException | InterruptedException e) {
                    outcome.complete(e);
                  }
                });
    await().atMost(SOON).until(() -> server.requests().size() == 1);
    connecting.interrupt();

    assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(socket.state()).isEqualTo(SocketState.CLOSED);
  }

  @Test
  void closing_fails_waiting_joins_and_pushes() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);
    server.channels().onJoin("room:2", FakeChannels.OnJoin.IGNORE);
    CompletableFuture<Throwable> push =
        failing(() -> channel.push("silent", NOTHING, Duration.ofMinutes(1)));
    CompletableFuture<Throwable> join = failing(() -> socket.join("room:2", new Heard()));
    peer.await("room:1", "silent");
    peer.await("room:2", "phx_join");
    socket.close();

    assertThat(push.get(60, TimeUnit.SECONDS)).isInstanceOf(ChannelEnded.class);
    assertThat(join.get(60, TimeUnit.SECONDS)).isInstanceOf(SocketClosed.class);
  }

  private interface Call {
    Object run() throws InterruptedException;
  }

  private static CompletableFuture<Throwable> failing(Call call) {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                outcome.complete(new AssertionError("got " + call.run()));
              } catch (RuntimeException | InterruptedException e) {
                outcome.complete(e);
              }
            });
    return outcome;
  }

  @RepeatedTest(100)
  void a_listener_may_close_the_socket() throws Exception {
    FakePeer peer = connect();
    CountDownLatch closed = new CountDownLatch(1);
    socket.join(
        "room:1",
        (event, payload) -> {
          socket.close();
          closed.countDown();
        });
    peer.broadcast("room:1", "bye", "{}");

    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(peer.awaitEnd()).isEqualTo(1000);
  }

  @Test
  void a_listener_may_join_and_push_and_leave() throws Exception {
    FakePeer peer = connect();
    CompletableFuture<JsonNode> answered = new CompletableFuture<>();
    socket.join(
        "rooms",
        (event, payload) -> {
          try {
            PhoenixChannel added = socket.join(payload.path("id").asString(), heard);
            answered.complete(added.push("echo", NOTHING, SOON));
            added.leave(SOON);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    peer.broadcast("rooms", "room_added", "{\"id\":\"room:7\"}");

    assertThat(answered.get(60, TimeUnit.SECONDS)).isEqualTo(NOTHING);
    assertThat(peer.await("room:7", "phx_leave")).isNotNull();
  }

  @Test
  void leaving_all_leaves_every_topic_and_says_whether_it_was_answered() throws Exception {
    FakePeer peer = connect();
    for (int i = 0; i < 20; i++) {
      socket.join("room:" + i, heard);
    }
    assertThat(socket.leaveAll(SOON)).isTrue();
    assertThat(peer.joinedCount()).isZero();

    server.channels().ignoreLeaves("room:1");
    socket.join("room:1", heard);
    assertThat(socket.leaveAll(Duration.ofMillis(50))).isFalse();
    assertThat(socket.stats().channels()).isZero();
  }

  @Test
  void a_topic_is_joined_once_at_a_time() throws Exception {
    connect();
    PhoenixChannel channel = socket.join("room:1", heard);

    assertThatThrownBy(() -> socket.join("room:1", heard))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Leave it");
    assertThat(socket.channel("room:1")).contains(channel);
    assertThat(channel.state()).isEqualTo(ChannelState.JOINED);
    assertThatThrownBy(() -> JoinRequest.of("phoenix"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leaving_a_topic_while_it_is_joined_ends_the_waiting_join() throws Exception {
    FakePeer peer = connect();
    server.channels().onJoin("room:1", FakeChannels.OnJoin.IGNORE);
    CompletableFuture<Throwable> join = failing(() -> socket.join("room:1", heard));
    JsonNode sent = peer.await("room:1", "phx_join");
    socket.channel("room:1").orElseThrow().leave(SOON);

    assertThat(join.get(60, TimeUnit.SECONDS)).isInstanceOf(ChannelEnded.class);
    assertThat(peer.await("room:1", "phx_leave").get(0)).isEqualTo(sent.get(0));
  }

  @Test
  void leave_and_join_race_a_hundred_times_and_the_last_join_wins() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);
    for (int i = 0; i < 100; i++) {
      channel.leave(Duration.ofNanos(i % 2));
      channel = socket.join("room:1", heard);
      assertThat(channel.state()).isEqualTo(ChannelState.JOINED);
    }
    channel.push("echo", NOTHING, SOON);
    assertThat(peer.joinRef("room:1"))
        .isEqualTo(peer.received("echo").getFirst().get(0).asString());
  }

  @Test
  void a_push_without_an_answer_times_out_and_a_refused_one_says_why() throws Exception {
    FakePeer peer = connect();
    PhoenixChannel channel = socket.join("room:1", heard);

    assertThatThrownBy(() -> channel.push("silent", NOTHING, Duration.ofMillis(50)))
        .isInstanceOf(PushTimedOut.class);
    assertThatThrownBy(() -> channel.push("refuse", NOTHING, SOON))
        .isInstanceOfSatisfying(PushRefused.class, e -> assertThat(e.reason()).isEqualTo("no"));
    // An answer that comes after all is nobody's.
    peer.send(
        "[null,"
            + peer.received("silent").getFirst().get(1)
            + ",\"room:1\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    ObjectNode ping = JsonNodeFactory.instance.objectNode().put("n", 1);
    assertThat(channel.push("echo", ping, SOON)).isEqualTo(ping);
  }

  @Test
  void too_many_waiting_pushes_are_refused() throws Exception {
    FakePeer peer = connect(Sockets.quick().waitingPushes(1));
    PhoenixChannel channel = socket.join("room:1", heard);
    CompletableFuture<Throwable> first = failing(() -> channel.push("silent", NOTHING, SOON));
    peer.await("room:1", "silent");

    assertThatThrownBy(() -> channel.push("echo", NOTHING, SOON)).isInstanceOf(PushRefused.class);
    assertThat(peer.received("echo")).isEmpty();
    peer.crash("room:1");
    assertThat(first.get(60, TimeUnit.SECONDS)).isInstanceOf(ChannelEnded.class);
    heard.next("rejoined");
    channel.push("echo", NOTHING, SOON);
  }

  @Test
  void a_slow_listener_loses_its_oldest_events_and_nobody_elses() throws Exception {
    FakePeer peer = connect(Sockets.quick().queueCapacity(10));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Heard slow = new Heard();
    socket.join(
        "room:1",
        new ChannelListener() {
          @Override
          public void onEvent(String event, JsonNode payload) {
            slow.onEvent(event, payload);
            reading.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void onOverflow(long dropped) {
            slow.onOverflow(dropped);
          }
        });
    socket.join("control", heard);
    peer.broadcast("room:1", "e0", "{}");
    reading.await();
    IntStream.rangeClosed(1, 100).forEach(i -> peer.broadcast("room:1", "e" + i, "{}"));
    peer.broadcast("control", "urgent", "{}");

    heard.next("urgent");
    go.countDown();
    slow.next("e100");
    assertThat(slow.all()).startsWith("e0 {}", "overflow 90", "e91 {}").hasSize(12);
    assertThat(socket.stats().overflowed()).isEqualTo(90);
  }

  @Test
  void events_before_the_answer_of_the_join_are_bounded_too() throws Exception {
    FakePeer peer = connect(Sockets.quick().queueCapacity(10));
    peer.scripted();
    socket.subscribe(JoinRequest.of("room:1"), heard);
    JsonNode join = peer.await("room:1", "phx_join");
    IntStream.range(0, 25).forEach(i -> peer.broadcast("room:1", "e" + i, "{}"));
    peer.send("[null," + join.get(1) + ",\"room:1\",\"phx_reply\",{\"status\":\"ok\"}]");

    heard.next("e24");
    // The place of the news of the join itself costs one more.
    assertThat(heard.all()).contains("joined", "e16 {}").doesNotContain("e14 {}");
    assertThat(heard.all().getFirst()).startsWith("overflow");
    assertThat(socket.stats().overflowed()).isBetween(15L, 16L);
  }

  @Test
  void big_and_fragmented_messages_arrive_whole() throws Exception {
    FakePeer peer = connect();
    CompletableFuture<Integer> size = new CompletableFuture<>();
    socket.join(
        "room:1",
        (event, payload) -> {
          if (event.equals("big")) {
            size.complete(payload.path("text").asString().length());
          } else {
            heard.onEvent(event, payload);
          }
        });
    peer.broadcast("room:1", "big", "{\"text\":\"" + "ü".repeat(1_000_000) + "\"}");
    peer.pipe().fragmented("[null,null,\"room:1\",\"parts\",{\"text\":\"wörld 😀 in parts\"}]", 30);

    assertThat(size.get(60, TimeUnit.SECONDS)).isEqualTo(1_000_000);
    assertThat(heard.next()).isEqualTo("parts {\"text\":\"wörld 😀 in parts\"}");
  }

  @Test
  void a_message_over_the_limit_ends_the_connection_but_not_the_socket() throws Exception {
    FakePeer peer = connect(Sockets.quick().largestFrame(1 << 20));
    socket.join("room:1", heard);
    peer.broadcast("room:1", "big", "{\"text\":\"" + "x".repeat(2 << 20) + "\"}");

    assertThat(News.next(news.disconnected).code()).isEqualTo(1009);
    server.nextPeer().broadcast("other", "ignored", "{}");
    heard.next("rejoined");
  }

  @Test
  void terminating_ends_the_socket_but_tells_its_listeners() throws Exception {
    FakePeer peer = connect();
    socket.join("room:1", heard);
    socket.terminate("superseded");
    socket.terminate("again");

    assertThat(News.next(news.terminated).describe()).isEqualTo("superseded");
    assertThat(heard.next("lost")).isEqualTo("lost SocketTerminated");
    assertThat(peer.awaitEnd()).isEqualTo(1000);
    assertThat(socket.state()).isEqualTo(SocketState.TERMINATED);
    socket.close();
    assertThat(socket.state()).isEqualTo(SocketState.CLOSED);
    assertThat(news.terminated).isEmpty();
  }

  @Test
  void a_socket_connects_once() throws Exception {
    assertThat(socket.state()).isEqualTo(SocketState.NEW);
    assertThatThrownBy(() -> socket.join("room:1", heard))
        .isInstanceOf(IllegalStateException.class);
    connect();
    assertThat(socket.state()).isEqualTo(SocketState.CONNECTED);
    assertThatThrownBy(socket::connect).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void options_out_of_range_are_refused() {
    assertThatThrownBy(
            () -> PhoenixOptions.builder().heartbeatInterval(Duration.ofSeconds(45)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heartbeatInterval");
    assertThatThrownBy(() -> PhoenixOptions.builder().rejoinLadder(List.of()).build())
        .hasMessageContaining("rejoinLadder");
    assertThatThrownBy(() -> PhoenixSocket.builder(URI.create("https://h/s")).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(PhoenixOptions.defaults().heartbeatInterval()).isEqualTo(Duration.ofSeconds(25));
    assertThat(PhoenixOptions.defaults().largestFrame()).isEqualTo(16 << 20);
  }
}
