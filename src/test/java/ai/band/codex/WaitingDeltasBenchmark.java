package ai.band.codex;

import ai.band.bench.MicroBenchmark;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Deltas that come faster than they are read: each is merged into the one that waits. */
public class WaitingDeltasBenchmark extends MicroBenchmark {
  private static final int DELTAS = 10_000;

  private final ThreadEvent delta =
      new ThreadEvent("thread", "turn", new TurnEvent.AgentMessageDelta("msg_1", " word", null));

  @Benchmark
  @OperationsPerInvocation(DELTAS)
  public Object merged() {
    EventBuffer buffer = new EventBuffer(100);
    for (int i = 0; i < DELTAS; i++) {
      buffer.add(delta);
    }
    return buffer.poll();
  }
}
