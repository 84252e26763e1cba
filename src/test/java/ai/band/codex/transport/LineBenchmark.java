package ai.band.codex.transport;

import ai.band.bench.MicroBenchmark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.infra.Blackhole;

/** What Codex writes, cut into lines; a line is a delta. */
public class LineBenchmark extends MicroBenchmark {
  private static final int LINES = 1_000;

  private final byte[] text =
      ("{\"method\":\"item/agentMessage/delta\",\"params\":{\"threadId\":\"01a1fb3b-b226-71f3-998d-"
              + "75acf4280f99\",\"turnId\":\"01a1fb3b-b238-79d1-a9f8-ebf2179d9fe3\",\"itemId\":"
              + "\"msg_1\",\"delta\":\" word\"},\"emittedAtMs\":1795216355991}\n")
          .repeat(LINES)
          .getBytes(StandardCharsets.UTF_8);

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void cut(Blackhole hole) throws IOException {
    new LineReader(new ByteArrayInputStream(text), 1 << 20)
        .readAll((buffer, offset, length) -> hole.consume(length));
  }
}
