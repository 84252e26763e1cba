package ai.band.runtime;

import ai.band.bench.MicroBenchmark;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;

/** Mentions in a message from Band, made readable. */
public class MentionTokensBenchmark extends MicroBenchmark {
  private static final String SELF = "0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e00";

  private final Map<String, String> handles = new HashMap<>();
  private final String plain = "word ".repeat(200);
  private final String mentioning;

  public MentionTokensBenchmark() {
    var text = new StringBuilder("@[[" + SELF + "]] ");
    handles.put(SELF, "alice/coder");
    for (int i = 1; i < 5; i++) {
      String id = SELF.substring(0, SELF.length() - 1) + i;
      handles.put(id, "someone/agent-" + i);
      text.append("word ".repeat(40)).append("@[[").append(id).append("]] ");
    }
    mentioning = text.toString();
  }

  @Benchmark
  public Object fiveMentionsMadeReadable() {
    return MentionTokens.replace(mentioning, handles::get);
  }

  @Benchmark
  public Object noMentionMadeReadable() {
    return MentionTokens.replace(plain, handles::get);
  }

  @Benchmark
  public boolean ownMentionFound() {
    return MentionTokens.names(mentioning, SELF);
  }
}
