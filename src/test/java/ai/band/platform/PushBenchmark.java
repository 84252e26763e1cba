package ai.band.platform;

import ai.band.bench.MicroBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A pushed message: from the frame's payload to the event. */
public class PushBenchmark extends MicroBenchmark {
  private static final String ROOM = "0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e01";

  private final PushParser parser = new PushParser();
  private final JsonNode message =
      JsonMapper.shared()
          .readTree(
              """
              {"id":"0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e02","content":"@[[a]] what is this?",
               "message_type":"text","sender_id":"0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e04",
               "sender_type":"User","sender_name":"Alice",
               "metadata":{"mentions":[{"id":"0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e03",
                 "handle":"alice/coder","name":"Coder"}]},
               "inserted_at":"2026-03-01T10:00:00.123456Z",
               "updated_at":"2026-03-01T10:00:00.123456Z"}
              """);

  @Benchmark
  public Object messageToEvent() {
    return parser.event(ROOM, "message_created", message);
  }
}
