package ai.band.adapter.codex.telemetry;

import ai.band.bench.MicroBenchmark;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Reports of a turn: streamed text joined to pieces, metadata fitted to Band's limit. */
public class TelemetryBenchmark extends MicroBenchmark {
  private static final int DELTAS = 10_000;
  private static final Duration FLUSH = Duration.ofMillis(500);

  private final Map<String, Object> small = new LinkedHashMap<>();
  private final Map<String, Object> large = new LinkedHashMap<>();

  public TelemetryBenchmark() {
    small.put("codex_thread_id", "01a1fb3b-b226-71f3-998d-75acf4280f99");
    small.put("codex_turn_id", "01a1fb3b-b238-79d1-a9f8-ebf2179d9fe3");
    small.put("streaming", true);
    large.putAll(small);
    large.put("arguments", Map.of("path", "/work/file", "text", "a line of it\n".repeat(8_000)));
  }

  @Benchmark
  @OperationsPerInvocation(DELTAS)
  public Object deltasJoined() {
    EventQueue queue = new EventQueue();
    ChunkStream stream = new ChunkStream(small, null, FLUSH);
    long now = System.nanoTime();
    for (int i = 0; i < DELTAS; i++) {
      queue.append(stream, "word ", now);
    }
    queue.end(stream, now);
    Object last = null;
    while (!queue.isEmpty()) {
      now += EventQueue.PIECE_SPACING;
      last = queue.poll(now, true);
    }
    return last;
  }

  @Benchmark
  public Object smallMetadata() {
    return FittedJson.metadata(small);
  }

  @Benchmark
  public Object metadataCutToTheLimit() {
    return FittedJson.metadata(large);
  }
}
