package ai.band.adapter.codex.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.telemetry.BandStandIn.Taken;
import ai.band.adapter.codex.telemetry.RoomEvent.Weight;
import ai.band.api.AdapterFeatures;
import ai.band.codex.protocol.TurnEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final BandStandIn band = new BandStandIn();
  private final OrderedOutbox outbox =
      new OrderedOutbox(TelemetryStage.ROOM, TelemetryStage.poster(band));

  @AfterEach
  void close() {
    outbox.close(Duration.ofSeconds(1));
    band.close();
  }

  @Test
  void events_keep_their_order_and_urgent_ones_overtake() throws InterruptedException {
    band.holding();
    outbox.add(event("first", Weight.LIGHT));
    await().until(() -> outbox.undelivered() == 0 && !outbox.isEmpty());
    outbox.add(event("second", Weight.LIGHT));
    outbox.add(event("third", Weight.LIGHT));
    outbox.addUrgent(event("urgent", Weight.HEAVY));
    band.release();

    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    List<String> contents = contents();
    assertThat(contents.indexOf("urgent")).isLessThan(contents.indexOf("second"));
    assertThat(contents.indexOf("second")).isLessThan(contents.indexOf("third"));
  }

  @Test
  void when_full_the_oldest_light_event_goes_and_a_heavy_one_never() {
    var queue = new EventQueue();
    queue.add(event("heavy-first", Weight.HEAVY), false);
    for (int i = 0; i < EventQueue.CAPACITY - 2; i++) {
      queue.add(event("normal-" + i, Weight.NORMAL), false);
    }
    queue.add(event("light", Weight.LIGHT), false);

    assertThat(queue.add(event("heavy", Weight.HEAVY), false)).isFalse();
    assertThat(queue.add(event("normal", Weight.NORMAL), false)).isFalse();
    assertThat(queue.add(event("too light", Weight.LIGHT), false)).isFalse();

    List<String> left = new ArrayList<>();
    for (RoomEvent each = queue.poll(0, false); each != null; each = queue.poll(0, false)) {
      left.add(each.content());
    }
    assertThat(left)
        .hasSize(EventQueue.CAPACITY)
        .contains("heavy-first", "heavy", "normal", "normal-1")
        .doesNotContain("light", "normal-0", "too light");
  }

  @Test
  void a_failed_post_is_tried_twice_more_and_then_counted() throws InterruptedException {
    band.failing(2);
    outbox.add(event("saved", Weight.LIGHT));
    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    assertThat(contents()).containsExactly("saved");

    band.failing(3);
    outbox.add(event("lost", Weight.LIGHT));
    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    outbox.add(event("next", Weight.LIGHT));
    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();

    assertThat(contents()).containsExactly("saved", "next");
    assertThat(outbox.undelivered()).isEqualTo(1);
    assertThat(band.attempts()).isEqualTo(3 + 3 + 1);
  }

  /** No JSON can be made of it. */
  public static final class Odd {
    public String getText() {
      throw new IllegalStateException("odd");
    }
  }

  @Test
  void an_event_of_which_no_json_can_be_made_does_not_hold_up_the_next_one()
      throws InterruptedException {
    outbox.add(new RoomEvent("task", "odd", Map.of("odd", new Odd()), Weight.HEAVY, null));
    outbox.add(event("next", Weight.LIGHT));

    assertThat(outbox.drain(Duration.ofSeconds(20))).isTrue();
    assertThat(contents()).containsExactly("next");
    assertThat(outbox.undelivered()).isEqualTo(1);
  }

  @Test
  void a_drain_ends_with_its_time_and_the_queue_goes_on() throws InterruptedException {
    band.holding();
    outbox.add(event("slow", Weight.LIGHT));

    assertThat(outbox.drain(Duration.ofMillis(50))).isFalse();
    band.release();
    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    assertThat(contents()).containsExactly("slow");
  }

  @Test
  void a_shut_gate_keeps_events_back() throws InterruptedException {
    var turn = new TelemetryStage.Work("t", "u", "x");
    PostGate gate = turn.gate();
    gate.shut();
    outbox.add(new RoomEvent("thought", "late", Map.of(), Weight.LIGHT, gate));

    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    assertThat(band.taken()).isEmpty();
  }

  @Test
  void what_is_over_the_limits_is_made_to_fit() throws InterruptedException {
    outbox.add(new RoomEvent("thought", "汉😀x".repeat(10_000), Map.of(), Weight.LIGHT, null));
    outbox.add(
        new RoomEvent(
            "task",
            "much",
            Map.of("codex_thread_id", "t", "huge", "é\n".repeat(60_000), "list", List.of("a", "b")),
            Weight.LIGHT,
            null));
    outbox.add(new RoomEvent("task", "many", Map.of("steps", numbers(30_000)), Weight.LIGHT, null));
    outbox.add(new RoomEvent("thought", " \n", Map.of(), Weight.LIGHT, null));

    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    assertThat(band.refused()).isEmpty();
    assertThat(band.taken()).hasSize(3);
    var metadata = band.taken().get(1).event().path("metadata");
    assertThat(metadata.path("codex_thread_id").asString()).isEqualTo("t");
    assertThat(metadata.path("huge").asString()).contains("left out");
    assertThat(metadata.path("huge").asString().length()).isGreaterThan(15_000);
    assertThat(metadata.path("list").size()).isEqualTo(2);
    assertThat(band.taken().get(2).event().path("metadata").path("steps").asString())
        .contains("left out");
  }

  private static List<Integer> numbers(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  @Test
  void pieces_wait_for_more_are_cut_between_words_and_lose_nothing() {
    var queue = new EventQueue();
    var stream = new ChunkStream(Map.of(), null, Duration.ofMillis(250));
    queue.append(stream, "Hello wor", 0);
    assertThat(queue.poll(millis(249), false)).isNull();
    RoomEvent first = queue.poll(millis(250), false);
    queue.append(stream, "ld, again", millis(251));
    queue.add(event("between", Weight.LIGHT), false);
    queue.append(stream, " and again", millis(252));
    queue.end(stream, millis(253));

    List<RoomEvent> rest = new ArrayList<>();
    for (int i = 1; i < 20; i++) {
      RoomEvent next = queue.poll(millis(250 + i * 250), false);
      if (next != null) {
        rest.add(next);
      }
    }
    assertThat(first.content()).isEqualTo("Hello ");
    assertThat(rest)
        .extracting(RoomEvent::content)
        .containsExactly("world, ", "between", "again and again");
    assertThat(rest.getLast().metadata()).containsEntry("codex_chunk_index", 2);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void a_kibibyte_does_not_wait_and_the_next_piece_waits_a_quarter_second() {
    var queue = new EventQueue();
    var stream = new ChunkStream(Map.of(), null, Duration.ofSeconds(60));
    queue.append(stream, "word ".repeat(250), 0);
    assertThat(queue.poll(0, false)).isNotNull();
    queue.append(stream, "word ".repeat(250), 1);

    assertThat(queue.poll(millis(249), false)).isNull();
    assertThat(queue.poll(millis(250), false)).isNotNull();
  }

  @Test
  void random_texts_come_out_whole_whatever_happens_in_between() {
    long seed = System.nanoTime();
    var random = new java.util.Random(seed);
    for (int round = 0; round < 300; round++) {
      var queue = new EventQueue();
      List<ChunkStream> streams = new ArrayList<>();
      List<StringBuilder> sent = new ArrayList<>();
      Map<Object, StringBuilder> got = new java.util.HashMap<>();
      for (int i = 0; i < 3; i++) {
        streams.add(new ChunkStream(Map.of("id", i), null, Duration.ofMillis(100)));
        sent.add(new StringBuilder());
      }
      long now = 0;
      for (int step = 0; step < 120; step++) {
        now += random.nextInt(200) * 1_000_000L;
        int which = random.nextInt(3);
        switch (random.nextInt(6)) {
          case 0 -> queue.add(event("other", Weight.NORMAL), random.nextBoolean());
          case 1 -> take(queue, now, got);
          default -> {
            String text = List.of("a", "bc d", " ", "\n\n", "漢字", "😀 x").get(random.nextInt(6));
            sent.get(which).append(text);
            queue.append(streams.get(which), text, now);
          }
        }
      }
      for (ChunkStream stream : streams) {
        queue.end(stream, now);
      }
      for (int i = 0; i < 1_000 && !queue.isEmpty(); i++) {
        now += EventQueue.PIECE_SPACING;
        take(queue, now, got);
      }
      assertThat(queue.isEmpty()).as("seed %s", seed).isTrue();
      for (int i = 0; i < 3; i++) {
        assertThat(got.getOrDefault(i, new StringBuilder()).toString().stripTrailing())
            .as("seed %s round %s", seed, round)
            .isEqualTo(sent.get(i).toString().stripTrailing());
      }
    }
  }

  private static void take(EventQueue queue, long now, Map<Object, StringBuilder> got) {
    RoomEvent event = queue.poll(now, false);
    if (event != null && event.metadata().containsKey("id")) {
      assertThat(event.content()).isNotBlank();
      got.computeIfAbsent(event.metadata().get("id"), id -> new StringBuilder())
          .append(event.content());
    }
  }

  @Test
  void twenty_thousand_deltas_and_a_slow_band_hold_nothing_up() throws InterruptedException {
    band.slowedBy(Duration.ofMillis(200));
    RoomContext room =
        TelemetryStage.room(
            TelemetryStage.everything(), AdapterFeatures.emitting(), TelemetryStage.poster(band));
    var telemetry = new CodexTelemetry(room, outbox);
    var turn = telemetry.turnStarted(new TelemetryStage.Work("t", "u", "x"));
    StringBuilder said = new StringBuilder();

    long begun = System.nanoTime();
    for (int i = 0; i < 20_000; i++) {
      String delta = "word" + i + " 漢 ";
      said.append(delta);
      turn.observe(new TurnEvent.ReasoningDelta("r", delta, 0, true));
    }
    long reading = System.nanoTime() - begun;
    turn.observe(TelemetryStage.completed("{'type':'reasoning','id':'r','summary':[]}"));
    turn.observe(TelemetryStage.over());
    turn.turnEnded(TelemetryStage.end());

    assertThat(outbox.drain(Duration.ofSeconds(60))).isTrue();
    List<Taken> pieces = band.taken();
    assertThat(pieces.stream().map(Taken::content).collect(Collectors.joining()))
        .isEqualTo(said.toString());
    assertThat(band.refused()).isEmpty();
    // 240 KB in 200 ms steps would take twenty thousand posts one by one.
    assertThat(pieces).hasSizeLessThan(400);
    assertThat(TimeUnit.NANOSECONDS.toMillis(reading)).isLessThan(60_000);
    long span = pieces.getLast().nanos() - pieces.getFirst().nanos();
    assertThat((pieces.size() - 1) * 1e9 / span).isLessThanOrEqualTo(4.2);
    for (int i = 0; i < pieces.size(); i++) {
      assertThat(pieces.get(i).event().path("metadata").path("codex_chunk_index").asInt(-1))
          .isEqualTo(i);
    }
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private List<String> contents() {
    return band.taken().stream().map(Taken::content).toList();
  }

  private static RoomEvent event(String content, Weight weight) {
    return new RoomEvent("task", content, Map.of(), weight, null);
  }
}
