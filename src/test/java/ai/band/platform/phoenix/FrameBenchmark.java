package ai.band.platform.phoenix;

import ai.band.bench.MicroBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Phoenix frames: text to frame and back. */
public class FrameBenchmark extends MicroBenchmark {
  private static final String ROOM = "chat_room:0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e01";

  private final FrameCodec codec = new FrameCodec();
  private final String push = push();
  private final String reply =
      "[\"7\",\"12\",\"" + ROOM + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";
  private final Frame join =
      new Frame("7", "7", ROOM, Frame.JOIN, JsonMapper.shared().createObjectNode());

  private static String push() {
    ObjectNode message = JsonMapper.shared().createObjectNode();
    message.put("id", "0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e02");
    message.put("content", "@[[0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e03]] " + "word ".repeat(90));
    message.put("message_type", "text").put("sender_type", "User").put("sender_name", "Alice");
    message.put("sender_id", "0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e04");
    ObjectNode mention = message.putObject("metadata").putArray("mentions").addObject();
    mention.put("id", "0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e03").put("handle", "alice/coder");
    message.put("inserted_at", "2026-03-01T10:00:00.123456Z");
    message.put("updated_at", "2026-03-01T10:00:00.123456Z");
    return "[\"7\",null,\"" + ROOM + "\",\"message_created\"," + message + "]";
  }

  @Benchmark
  public Object messagePushOfOneKilobyte() {
    return codec.parse(push);
  }

  @Benchmark
  public Object joinReply() {
    return codec.parse(reply);
  }

  @Benchmark
  public Object joinWritten() {
    return codec.write(join);
  }
}
