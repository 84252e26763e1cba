package ai.band.bench;

import ai.band.Agent;
import ai.band.adapter.codex.CodexAdapter;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import ai.band.local.LocalBand;
import ai.band.local.fault.Occasion;
import ai.band.local.fault.RestFault;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;

/**
 * One turn with very many deltas and a Band that is slow to take posts: what is written is streamed
 * into the room, the answer follows. Reports how long reading took, how often something was posted
 * and whether the texts arrived byte by byte.
 *
 * <p>Arguments: deltas (default 20000), milliseconds a post takes (default 200; with 0 it is {@link
 * DeltaFlood} that runs), milliseconds between two deltas (default 1).
 */
public final class Deltas {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ANSWER_PIECES = 1_000;

  private Deltas() {}

  /**
   * What was seen.
   *
   * @param wall from the message to the last piece in the room
   * @param slowestReading the longest time that one message of Codex took the reader
   * @param pieces posts that carried streamed text
   * @param rate of these posts, a second
   * @param streamWhole whether the pieces together are the streamed text
   * @param answerWhole whether the answer is the one that Codex gave
   * @param peakHeapBytes the most heap in use, garbage included
   */
  public record Result(
      Duration wall,
      Duration slowestReading,
      int pieces,
      double rate,
      boolean streamWhole,
      boolean answerWhole,
      long peakHeapBytes) {}

  public static void main(String[] args) throws Exception {
    int deltas = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    int postMillis = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    int gapMillis = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    if (postMillis == 0) {
      DeltaFlood.report(deltas);
      return;
    }
    Result result = run(deltas, postMillis, gapMillis);
    System.out.printf(
        Locale.ROOT,
        "%d deltas, %d ms a post: %.2f s in all; slowest reading of one message %.1f ms; %d posts"
            + " of streamed text, %.2f a second; streamed text whole: %s; answer byte-identical:"
            + " %s; peak heap %d MB%n",
        deltas,
        postMillis,
        result.wall().toMillis() / 1000.0,
        result.slowestReading().toNanos() / 1e6,
        result.pieces(),
        result.rate(),
        result.streamWhole() ? "yes" : "no",
        result.answerWhole() ? "yes" : "no",
        result.peakHeapBytes() >> 20);
  }

  static Result run(int deltas, int postMillis, int gapMillis) throws InterruptedException {
    String remark = words(deltas);
    String answer = "The answer 漢字 😀: " + "word ".repeat(3_000) + "end";
    FakeScript script =
        FakeScript.create()
            .otherwise(
                FakeScript.stream(remark, deltas, gapMillis).put("phase", "commentary"),
                FakeScript.stream(answer, ANSWER_PIECES, 0).put("phase", "final_answer"));
    var slowest = new LongAccumulator(Math::max, 0);
    try (LocalBand band = LocalBand.start()) {
      Person alice = band.world().directory().addPerson("alice", "Alice");
      RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
      Room room = band.world().rooms().create(alice, "Workshop", bot);
      Duration post = Duration.ofMillis(postMillis);
      for (String slow : List.of("createAgentChatMessage", "createAgentChatEvent")) {
        band.faults().add(RestFault.on(slow).delay(post, Occasion.ALWAYS));
      }
      try (Agent agent = agent(band, bot, script, slowest)) {
        agent.start();
        resetPeaks();
        long begun = System.nanoTime();
        Entry asked = band.world().messages().post(room, alice, "@alice/coder go on", bot);
        awaitEnd(band, room, asked, remark.strip().length());
        Duration wall = Duration.ofNanos(System.nanoTime() - begun);
        List<Entry> pieces = pieces(room);
        String said = band.world().ledger().replies(room, asked).getFirst().content();
        return new Result(
            wall,
            Duration.ofNanos(slowest.get()),
            pieces.size(),
            rate(pieces),
            text(pieces).strip().equals(remark.strip()),
            said.endsWith(answer),
            peakHeap());
      }
    }
  }

  private static String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(String.format(Locale.ROOT, "word%05d漢 ", i));
    }
    return text.toString();
  }

  private static Agent agent(
      LocalBand band, RegisteredAgent bot, FakeScript script, LongAccumulator slowest) {
    var adapter =
        CodexAdapter.builder()
            .config(CodexAdapterConfig.builder().streamCommentaryEvents(true).build())
            .clientFactory(config -> new Stopwatch(FakeAppServer.transport(script), slowest))
            .build();
    return Agent.builder()
        .adapter(adapter)
        .agentId(bot.id())
        .apiKey(bot.apiKey())
        .restUrl(band.restUrl().toString())
        .wsUrl(band.socketUrl().toString())
        .build();
  }

  private static void awaitEnd(LocalBand band, Room room, Entry asked, int length)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && (band.world().ledger().replies(room, asked).isEmpty()
            || text(pieces(room)).strip().length() < length)) {
      LockSupport.parkNanos(20_000_000);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static List<Entry> pieces(Room room) {
    return room.timeline().stream()
        .filter(entry -> entry.metadata() != null && entry.metadata().has("streaming"))
        .toList();
  }

  private static String text(List<Entry> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.content()));
    return text.toString();
  }

  private static double rate(List<Entry> pieces) {
    if (pieces.size() < 2) {
      return 0;
    }
    Instant first = pieces.getFirst().insertedAt();
    Duration span = Duration.between(first, pieces.getLast().insertedAt());
    return (pieces.size() - 1) * 1e9 / Math.max(1, span.toNanos());
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static void resetPeaks() {
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peakHeap() {
    return heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  /** Measures how long the reader keeps each message. */
  private record Stopwatch(CodexTransport inner, LongAccumulator slowest)
      implements CodexTransport {
    @Override
    public void open(Receiver receiver) throws IOException {
      inner.open(
          new Receiver() {
            @Override
            public void received(String message) {
              long begun = System.nanoTime();
              receiver.received(message);
              slowest.accumulate(System.nanoTime() - begun);
            }

            @Override
            public void ended(TransportEnd end) {
              receiver.ended(end);
            }
          });
    }

    @Override
    public void send(String message) throws IOException {
      inner.send(message);
    }

    @Override
    public void close() {
      inner.close();
    }

    @Override
    public String description() {
      return inner.description();
    }
  }
}
