package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a real Phoenix server does that a client has to hold against, one group for each rule. */
@Timeout(600)
class PhoenixRulesTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TOPIC = "room:1";

  private FakePhoenixServer server;
  private PhoenixSocket socket;
  private FakePeer peer;
  private final News news = new News();
  private final Heard heard = new Heard();

  @BeforeEach
  void connect() throws InterruptedException {
    server = new FakePhoenixServer();
    socket = Sockets.to(server).listener(news).build();
    socket.connect();
    peer = server.nextPeer();
  }

  @AfterEach
  void disconnect() {
    socket.close();
    server.close();
    server.peers().forEach(any -> assertThat(any.violations()).isEmpty());
  }

  private static ObjectNode payload() {
    return JsonNodeFactory.instance.objectNode().put("a", 1);
  }

  private static CompletableFuture<JsonNode> pushing(PhoenixChannel channel, String event) {
    CompletableFuture<JsonNode> response = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                response.complete(channel.push(event, payload(), Duration.ofSeconds(30)));
              } catch (RuntimeException | InterruptedException e) {
                response.completeExceptionally(e);
              }
            });
    return response;
  }

  private CompletableFuture<PhoenixChannel> joining(String topic, ChannelListener listener) {
    CompletableFuture<PhoenixChannel> channel = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                channel.complete(socket.join(topic, listener));
              } catch (RuntimeException | InterruptedException e) {
                channel.completeExceptionally(e);
              }
            });
    return channel;
  }

  private static String ref(JsonNode frame) {
    return frame.get(1).asString();
  }

  private static String ok(String joinRef, String ref) {
    return "["
        + joinRef
        + ",\""
        + ref
        + "\",\""
        + TOPIC
        + "\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]";
  }

  private static String closing(String joinRef) {
    return "[\"" + joinRef + "\",\"" + joinRef + "\",\"" + TOPIC + "\",\"phx_close\",{}]";
  }

  @Nested
  class Rule1_an_answer_is_matched_by_ref_alone {
    @Test
    void a_join_refused_with_a_null_join_ref_is_refused() {
      server.channels().onJoin("nothing:1", FakeChannels.OnJoin.UNMATCHED);

      assertThatThrownBy(() -> socket.join("nothing:1", heard))
          .isInstanceOfSatisfying(
              JoinRefused.class, e -> assertThat(e.reason()).isEqualTo("unmatched topic"));
    }

    @Test
    void a_push_to_a_channel_the_server_has_lost_is_refused() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      peer.forget(TOPIC);

      assertThatThrownBy(() -> channel.push("echo", payload(), SOON))
          .isInstanceOfSatisfying(
              PushRefused.class, e -> assertThat(e.reason()).isEqualTo("unmatched topic"));
    }

    @Test
    void a_join_accepted_with_a_null_join_ref_is_accepted() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      peer.send(ok("null", ref(peer.await(TOPIC, "phx_join"))));

      assertThat(channel.get(60, TimeUnit.SECONDS).state()).isEqualTo(ChannelState.JOINED);
    }

    @Test
    void refs_that_come_back_as_numbers_are_the_same_refs() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send("[" + ref + "," + ref + ",\"" + TOPIC + "\",\"phx_reply\",{\"status\":\"ok\"}]");

      assertThat(channel.get(60, TimeUnit.SECONDS).state()).isEqualTo(ChannelState.JOINED);
    }
  }

  @Nested
  class Rule2_a_close_or_error_is_judged_by_its_join_ref {
    @Test
    void the_close_of_an_old_join_after_the_new_ok_ends_nothing() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> old = joining(TOPIC, new Heard());
      String oldRef = ref(peer.await(TOPIC, "phx_join"));
      peer.send(ok("\"" + oldRef + "\"", oldRef));
      old.get(60, TimeUnit.SECONDS).leave(Duration.ofMillis(1));
      CompletableFuture<PhoenixChannel> fresh = joining(TOPIC, heard);
      String newRef = ref(peer.await(TOPIC, "phx_join", 2));
      peer.send(ok("\"" + newRef + "\"", newRef));
      peer.send(closing(oldRef));
      peer.send("[\"" + oldRef + "\",\"" + oldRef + "\",\"" + TOPIC + "\",\"phx_error\",{}]");
      peer.broadcast(TOPIC, "after", "{}");

      assertThat(heard.next()).isEqualTo("joined");
      assertThat(heard.next()).isEqualTo("after {}");
      assertThat(fresh.get(60, TimeUnit.SECONDS).state()).isEqualTo(ChannelState.JOINED);
    }

    @Test
    void the_close_of_an_old_join_before_the_new_ok_ends_nothing() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> old = joining(TOPIC, new Heard());
      String oldRef = ref(peer.await(TOPIC, "phx_join"));
      peer.send(ok("\"" + oldRef + "\"", oldRef));
      old.get(60, TimeUnit.SECONDS).leave(Duration.ofMillis(1));
      CompletableFuture<PhoenixChannel> fresh = joining(TOPIC, heard);
      String newRef = ref(peer.await(TOPIC, "phx_join", 2));
      peer.send(ok("\"" + oldRef + "\"", ref(peer.await(TOPIC, "phx_leave"))));
      peer.send(closing(oldRef));
      peer.send(ok("\"" + newRef + "\"", newRef));

      assertThat(fresh.get(60, TimeUnit.SECONDS).state()).isEqualTo(ChannelState.JOINED);
    }

    @Test
    void an_error_with_the_ref_of_a_waiting_join_is_no_answer_to_it() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send("[\"77\",\"" + ref + "\",\"" + TOPIC + "\",\"phx_error\",{\"status\":\"ok\"}]");
      peer.send("[\"77\",\"" + ref + "\",\"" + TOPIC + "\",\"phx_close\",{\"status\":\"ok\"}]");
      peer.send(ok("\"" + ref + "\"", ref));

      assertThat(channel.get(60, TimeUnit.SECONDS).state()).isEqualTo(ChannelState.JOINED);
      assertThat(heard.next()).isEqualTo("joined");
      assertThat(heard.all()).hasSize(1);
    }

    @Test
    void a_join_that_crashes_at_once_has_failed() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send("[\"" + ref + "\",\"" + ref + "\",\"" + TOPIC + "\",\"phx_error\",{}]");

      assertThatThrownBy(() -> channel.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ChannelEnded.class);
      assertThat(socket.channel(TOPIC)).isEmpty();
    }

    @Test
    void an_event_of_an_old_join_is_dropped() throws Exception {
      socket.join(TOPIC, heard);
      long stale = socket.stats().stale();
      peer.send("[\"999\",null,\"" + TOPIC + "\",\"old\",{}]");
      peer.broadcast(TOPIC, "fresh", "{}");

      heard.next("joined");
      assertThat(heard.next()).isEqualTo("fresh {}");
      assertThat(socket.stats().stale()).isEqualTo(stale + 1);
    }
  }

  @Nested
  class Rule3_no_ref_is_used_twice {
    @Test
    void not_after_crashes_nor_after_a_reconnect() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      for (int i = 0; i < 3; i++) {
        peer.crash(TOPIC);
        heard.next("rejoined");
      }
      channel.push("echo", payload(), SOON);
      peer.cut();
      FakePeer second = server.nextPeer();
      heard.next("rejoined");
      channel.push("echo", payload(), SOON);

      List<String> refs = new ArrayList<>();
      for (FakePeer any : List.of(peer, second)) {
        any.received().forEach(frame -> refs.add(ref(frame)));
      }
      assertThat(refs).hasSize(7).doesNotHaveDuplicates();
      assertThat(refs.getFirst()).isEqualTo("1");
    }
  }

  @Nested
  class Rule4_pushes_and_leaves_carry_the_current_join_ref {
    @Test
    void also_after_a_rejoin() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      peer.crash(TOPIC);
      heard.next("rejoined");
      String current = peer.joinRef(TOPIC);

      assertThat(channel.push("echo", payload(), SOON)).isEqualTo(payload());
      assertThat(channel.leave(SOON)).isTrue();
      assertThat(peer.received("echo").getFirst().get(0).asString()).isEqualTo(current);
      assertThat(peer.received("phx_leave").getFirst().get(0).asString()).isEqualTo(current);
      assertThat(current).isNotEqualTo("1");
    }
  }

  @Nested
  class Rule5_pushes_fail_when_the_channel_ends {
    @Test
    void by_a_crash() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      CompletableFuture<JsonNode> waiting = pushing(channel, "silent");
      peer.await(TOPIC, "silent");
      peer.crash(TOPIC);

      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ChannelEnded.class)
          .hasMessageContaining("crashed");
    }

    @Test
    void by_a_close() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      CompletableFuture<JsonNode> waiting = pushing(channel, "silent");
      peer.await(TOPIC, "silent");
      peer.stop(TOPIC);

      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ChannelEnded.class)
          .hasMessageContaining("closed");
    }

    @Test
    void by_the_end_of_the_connection() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      CompletableFuture<JsonNode> waiting = pushing(channel, "silent");
      peer.await(TOPIC, "silent");
      peer.cut();

      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(ChannelEnded.class)
          .hasMessageContaining("connection");
    }

    @Test
    void by_leaving_it() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      CompletableFuture<JsonNode> waiting = pushing(channel, "silent");
      peer.await(TOPIC, "silent");
      channel.leave(SOON);

      assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
    }

    @Test
    void an_unanswered_leave_is_given_up_quietly() throws Exception {
      server.channels().ignoreLeaves(TOPIC);
      PhoenixChannel channel = socket.join(TOPIC, heard);

      assertThat(channel.leave(Duration.ofMillis(50))).isFalse();
      assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
      assertThat(socket.channel(TOPIC)).isEmpty();
    }

    @Test
    void the_close_of_the_left_join_answers_a_leave_too() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send(ok("\"" + ref + "\"", ref));
      PhoenixChannel joined = channel.get(60, TimeUnit.SECONDS);
      CompletableFuture<Boolean> left =
          CompletableFuture.supplyAsync(() -> joined.leave(Duration.ofSeconds(20)));
      peer.await(TOPIC, "phx_leave");
      peer.send(closing(ref));

      assertThat(left.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Nested
  class Rule6_a_crash_is_joined_again_and_a_close_is_not {
    @Test
    void a_crashed_channel_is_joined_again_on_the_same_socket() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      peer.crash(TOPIC);

      assertThat(heard.next("lost")).isEqualTo("lost Crashed");
      assertThat(heard.next()).isEqualTo("rejoined");
      peer.broadcast(TOPIC, "after", "{}");
      assertThat(heard.next()).isEqualTo("after {}");
      assertThat(channel.state()).isEqualTo(ChannelState.JOINED);
      assertThat(server.peers()).hasSize(1);
      assertThat(heard.nextLoss().willRejoin()).isTrue();
    }

    @Test
    void a_closed_channel_stays_closed_until_it_is_joined_anew() throws Exception {
      PhoenixChannel channel = socket.join(TOPIC, heard);
      peer.stop(TOPIC);

      assertThat(heard.next("lost")).isEqualTo("lost ClosedByServer");
      assertThat(heard.nextLoss().willRejoin()).isFalse();
      assertThat(channel.state()).isEqualTo(ChannelState.ENDED);
      Heard again = new Heard();
      socket.join(TOPIC, again);
      assertThat(again.next()).isEqualTo("joined");
      assertThat(peer.received("phx_join")).hasSize(2);
    }

    @Test
    void a_channel_that_keeps_crashing_is_joined_ever_more_slowly() throws Exception {
      // A channel that holds as long as the last pause starts anew; none does here.
      List<Duration> ladder =
          List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofHours(1));
      List<Duration> pauses = new ArrayList<>();
      try (PhoenixSocket patient =
          Sockets.to(server).options(Sockets.quick().rejoinLadder(ladder).build()).build()) {
        patient.connect();
        FakePeer other = server.nextPeer();
        patient.join(TOPIC, heard);
        for (int i = 0; i < 3; i++) {
          other.crash(TOPIC);
          pauses.add(((ChannelLoss.Crashed) heard.nextLoss()).retryIn());
          if (i < 2) {
            heard.next("rejoined");
          }
        }
      }

      assertThat(pauses).isEqualTo(ladder);
    }
  }

  @Nested
  class Rule7_a_socket_closes_without_a_word {
    @Test
    void every_channel_is_lost_and_joined_on_the_next_one() throws Exception {
      Heard other = new Heard();
      socket.join(TOPIC, heard);
      socket.join("room:2", other);
      peer.cut();

      assertThat(heard.next("lost")).isEqualTo("lost Disconnected");
      assertThat(other.next("lost")).isEqualTo("lost Disconnected");
      assertThat(heard.next()).isEqualTo("rejoined");
      assertThat(other.next()).isEqualTo("rejoined");
      assertThat(News.next(news.reconnected).rejoined()).containsExactly(TOPIC, "room:2");
    }
  }

  @Nested
  class Rule8_code_1000_is_no_farewell {
    @Test
    void an_unasked_1000_is_followed_by_a_reconnect() throws Exception {
      socket.join(TOPIC, heard);
      peer.close(1000);

      assertThat(News.next(news.disconnected).code()).isEqualTo(1000);
      server.nextPeer();
      heard.next("rejoined");
    }

    @Test
    void an_application_event_before_the_close_keeps_the_client_away() throws Exception {
      ChannelListener control =
          (event, payload) -> {
            if (event.equals("supersede")) {
              socket.terminate("superseded");
            }
          };
      socket.join(JoinRequest.of("control").withPriority(0), control);
      socket.join(TOPIC, heard);
      peer.broadcast("control", "supersede", "{}");
      peer.close(1000);

      assertThat(News.next(news.terminated)).isEqualTo(new Termination.Requested("superseded"));
      assertThat(socket.state()).isEqualTo(SocketState.TERMINATED);
      assertThat(heard.next("lost SocketTerminated")).isNotNull();
      assertThat(server.requests()).hasSize(1);
      assertThatThrownBy(() -> socket.join("room:9", heard)).isInstanceOf(SocketClosed.class);
    }

    @Test
    void a_slow_control_listener_is_waited_for_before_the_reconnect() throws Exception {
      ChannelListener control =
          (event, payload) -> {
            // Longer than the delay of the reconnect, 30 ms.
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            socket.terminate("superseded");
          };
      socket.join(JoinRequest.of("control").withPriority(0), control);
      peer.broadcast("control", "supersede", "{}");
      peer.close(1001);

      News.next(news.terminated);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Nested
  class Rule9_broadcasts_have_no_join_ref {
    @Test
    void one_for_a_joined_topic_is_delivered() throws Exception {
      socket.join(TOPIC, heard);
      peer.broadcast(TOPIC, "hello", "{\"x\":\"ü😀/\u2028\"}");
      peer.send("[\"" + peer.joinRef(TOPIC) + "\",null,\"" + TOPIC + "\",\"direct\",{}]");

      heard.next("joined");
      assertThat(heard.next()).isEqualTo("hello {\"x\":\"ü😀/\u2028\"}");
      assertThat(heard.next()).isEqualTo("direct {}");
    }

    @Test
    void one_for_a_topic_that_is_not_joined_is_ignored() throws Exception {
      socket.join(TOPIC, heard);
      Heard other = new Heard();
      socket.join("room:2", other);
      peer.stop(TOPIC);
      peer.broadcast(TOPIC, "late", "{}");
      peer.broadcast("never:joined", "late", "{}");
      peer.broadcast("room:2", "hello", "{}");

      other.next("hello");
      assertThat(heard.next("lost")).isEqualTo("lost ClosedByServer");
      assertThat(heard.all()).doesNotContain("late {}");
    }

    @Test
    void one_between_a_crash_and_the_next_join_is_ignored() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send(ok("\"" + ref + "\"", ref));
      channel.get(60, TimeUnit.SECONDS);
      peer.send("[\"" + ref + "\",\"" + ref + "\",\"" + TOPIC + "\",\"phx_error\",{}]");
      peer.broadcast(TOPIC, "late", "{}");
      String again = ref(peer.await(TOPIC, "phx_join", 2));
      peer.send(ok("\"" + again + "\"", again));

      heard.next("rejoined");
      assertThat(heard.all()).containsExactly("joined", "lost Crashed", "rejoined");
    }

    @Test
    void those_that_overtake_the_answer_to_the_join_come_after_it() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.broadcast(TOPIC, "first", "{}");
      peer.send("[\"" + ref + "\",null,\"" + TOPIC + "\",\"second\",{}]");
      peer.send(ok("\"" + ref + "\"", ref));
      peer.broadcast(TOPIC, "third", "{}");

      channel.get(60, TimeUnit.SECONDS);
      heard.next("third");
      assertThat(heard.all()).containsExactly("joined", "first {}", "second {}", "third {}");
    }
  }

  @Nested
  class Rule10_nothing_is_sent_later {
    @Test
    void a_push_while_the_channel_is_down_fails_and_is_never_sent() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> joining = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send(ok("\"" + ref + "\"", ref));
      PhoenixChannel channel = joining.get(60, TimeUnit.SECONDS);
      peer.send("[\"" + ref + "\",\"" + ref + "\",\"" + TOPIC + "\",\"phx_error\",{}]");
      heard.next("lost");

      assertThatThrownBy(() -> channel.push("echo", payload(), SOON))
          .isInstanceOf(ChannelEnded.class);
      String again = ref(peer.await(TOPIC, "phx_join", 2));
      peer.send(ok("\"" + again + "\"", again));
      heard.next("rejoined");
      CompletableFuture<JsonNode> later = pushing(channel, "later");
      peer.await(TOPIC, "later");
      assertThat(later).isNotDone();
      assertThat(peer.received("echo")).isEmpty();
    }
  }

  @Nested
  class Rule11_payloads_may_have_any_shape {
    @Test
    void a_crash_with_any_payload_is_a_crash() throws Exception {
      socket.join(TOPIC, heard);
      for (String payload :
          List.of("{}", "{\"reason\":\"channel_crash\"}", "{\"x\":[1]}", "null", "7")) {
        String ref = "\"" + peer.joinRef(TOPIC) + "\"";
        peer.forget(TOPIC);
        peer.send("[" + ref + "," + ref + ",\"" + TOPIC + "\",\"phx_error\"," + payload + "]");
        assertThat(heard.next("lost")).isEqualTo("lost Crashed");
        heard.next("rejoined");
      }
    }

    @Test
    void a_reply_with_its_members_in_another_order_is_understood() throws Exception {
      peer.scripted();
      CompletableFuture<PhoenixChannel> channel = joining(TOPIC, heard);
      String ref = ref(peer.await(TOPIC, "phx_join"));
      peer.send(
          "[null,\""
              + ref
              + "\",\""
              + TOPIC
              + "\",\"phx_reply\",{\"new\":1,\"status\":\"error\",\"response\":{\"reason\":\"no\"}}]");

      assertThatThrownBy(() -> channel.get(60, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(JoinRefused.class, e -> assertThat(e.reason()).isEqualTo("no"));
    }

    @Test
    void a_payload_that_is_no_object_is_read_as_an_empty_one() throws Exception {
      socket.join(TOPIC, heard);
      heard.next("joined");
      for (String payload : List.of("null", "7", "\"text\"", "[{\"a\":1}]", "true")) {
        peer.broadcast(TOPIC, "odd", payload);
        assertThat(heard.next()).isEqualTo("odd {}");
      }
    }
  }

  @Nested
  class Rule12_the_version_is_always_2_0_0 {
    @Test
    void whatever_the_address_says() throws Exception {
      assertThat(server.requests().getFirst().target()).contains("?vsn=2.0.0");
      URI odd = URI.create(server.uri() + "?vsn=1.0.0&room=a%20b&vsn=3");
      try (PhoenixSocket other = Sockets.to(odd).build()) {
        other.connect();
      }
      assertThat(server.requests().getLast().target())
          .isEqualTo("/socket/websocket?room=a%20b&vsn=2.0.0");
    }
  }
}
