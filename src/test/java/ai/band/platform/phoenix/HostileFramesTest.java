package ai.band.platform.phoenix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Frames no server should send. The connection holds, and afterwards all works as before. */
@Timeout(600)
class HostileFramesTest {
  private static final List<String> SEEDS =
      List.of(
          "[null,null,\"room:1\",\"hello\",{\"a\":1}]",
          "[\"1\",\"1\",\"room:1\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]",
          "[\"1\",\"3\",\"room:1\",\"phx_reply\",{\"response\":{\"reason\":\"x\"},\"status\":\"error\"}]",
          "[\"1\",\"1\",\"room:2\",\"phx_error\",{\"reason\":\"channel_crash\"}]",
          "[\"8\",\"8\",\"room:2\",\"phx_close\",{}]",
          "[null,\"2\",\"phoenix\",\"phx_reply\",{\"response\":{},\"status\":\"ok\"}]",
          "[null,null,\"room:1\",\"phx_join\",{\"deep\":[[[[{\"x\":\"\\u00fc\\ud83d\"}]]]]}]");
  private static final String ALPHABET = "[]{},:\"\\ntruefalsp0123456789e+-. \u0000ü😀phx_reply";

  private final AtomicLong events = new AtomicLong();
  private final ChannelListener counting = (event, payload) -> events.incrementAndGet();

  @Test
  void each_kind_of_malformed_frame_is_counted_and_dropped() throws Exception {
    try (FakePhoenixServer server = new FakePhoenixServer();
        PhoenixSocket socket = Sockets.connected(server)) {
      FakePeer peer = server.nextPeer();
      Heard heard = new Heard();
      socket.join("room:1", heard);
      List<String> malformed =
          List.of(
              "",
              "hello",
              "{}",
              "[1,2,3,4]",
              "[null,null,\"room:1\",\"x\",{},6]",
              "[[]]",
              "\u0000",
              "x".repeat(3_000_000));
      malformed.forEach(peer::send);
      peer.pipe().binary(new byte[] {2, 6, 5, 'r', 'o', 'o', 'm', ':', '1'});
      peer.broadcast("room:1", "hello", "{}");

      heard.next("hello");
      assertThat(socket.stats().malformed()).isEqualTo(malformed.size() + 1);
      assertThat(socket.stats().generation()).isEqualTo(1);
    }
  }

  @Test
  void random_and_mutated_frames_leave_it_alive() throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    int frames = Integer.getInteger("fuzz.frames", 20_000);
    System.err.println("fuzz.seed=" + seed + " fuzz.frames=" + frames);
    Random random = new Random(seed);
    try (FakePhoenixServer server = new FakePhoenixServer();
        PhoenixSocket socket =
            Sockets.to(server)
                .options(Sockets.quick().rejoinLadder(List.of(Duration.ofMillis(1))).build())
                .build()) {
      socket.connect();
      FakePeer peer = server.nextPeer();
      socket.join("room:1", counting);
      socket.subscribe(JoinRequest.of("room:2"), counting);
      for (int i = 0; i < frames; i++) {
        if (random.nextInt(10) == 0) {
          byte[] bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
          peer.pipe().binary(bytes);
        } else {
          peer.send(frame(random));
        }
      }
      assertAlive(socket, peer);
      assertThat(socket.stats().malformed()).isPositive();
      assertThat(socket.stats().generation()).isEqualTo(1);
    }
  }

  /** By the end the server's and the client's idea of room:1 may differ; a new topic tells. */
  private static void assertAlive(PhoenixSocket socket, FakePeer peer) throws InterruptedException {
    Heard heard = new Heard();
    PhoenixChannel channel = socket.join("room:fresh", heard);
    peer.broadcast("room:fresh", "hello", "{}");
    heard.next("hello");
    ObjectNode ping = JsonNodeFactory.instance.objectNode().put("n", 7);
    JsonNode answer = channel.push("echo", ping, Duration.ofSeconds(10));
    assertThat(answer).isEqualTo(ping);
    assertThat(channel.leave(Duration.ofSeconds(10))).isTrue();
  }

  private static String frame(Random random) {
    if (random.nextInt(8) == 0) {
      return random
          .ints(random.nextInt(60), 0, ALPHABET.length())
          .collect(
              StringBuilder::new,
              (text, at) -> text.append(ALPHABET.charAt(at)),
              StringBuilder::append)
          .toString();
    }
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int changes = random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
      int at = random.nextInt(text.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(5)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, other);
        case 2 -> text.setCharAt(at, other);
        case 3 -> text.setLength(at);
        default -> text.insert(at, text.substring(at));
      }
    }
    // Lone surrogates cannot be sent; the encoder makes question marks of them.
    return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
