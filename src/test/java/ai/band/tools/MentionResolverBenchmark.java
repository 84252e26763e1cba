package ai.band.tools;

import ai.band.api.Participant;
import ai.band.bench.MicroBenchmark;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Whom a model means by a mention, in a room of twenty. */
public class MentionResolverBenchmark extends MicroBenchmark {
  private final List<Participant> room = new ArrayList<>();

  public MentionResolverBenchmark() {
    for (int i = 0; i < 20; i++) {
      room.add(
          new Participant(
              "0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e%02d".formatted(i),
              "Agent Number " + i,
              "Agent",
              "someone/agent-" + i,
              null,
              "member"));
    }
  }

  @Benchmark
  public Object byHandle() {
    return MentionResolver.find(room, "@Someone/agent-19");
  }

  @Benchmark
  public Object byName() {
    return MentionResolver.find(room, "agent number 19");
  }
}
