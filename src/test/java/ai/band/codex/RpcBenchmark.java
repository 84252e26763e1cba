package ai.band.codex;

import ai.band.bench.MicroBenchmark;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.TurnEvent;
import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import tools.jackson.databind.JsonNode;

/**
 * JSON-RPC with Codex: a line's way to its record and into the turn that reads it, and a request's
 * way to its text and back.
 */
public class RpcBenchmark extends MicroBenchmark {
  private static final String THREAD = "01a1fb3b-b226-71f3-998d-75acf4280f99";
  private static final String TURN = "01a1fb3b-b238-79d1-a9f8-ebf2179d9fe3";
  private static final String PLACE = "\"threadId\":\"" + THREAD + "\",\"turnId\":\"" + TURN + "\"";

  private final byte[] delta =
      line("item/agentMessage/delta", PLACE + ",\"itemId\":\"msg_1\",\"delta\":\" word\"");
  private final byte[] turnCompleted =
      line(
          "turn/completed",
          "\"threadId\":\""
              + THREAD
              + "\",\"turn\":{\"id\":\""
              + TURN
              + "\",\"items\":[{\"type\":\"agentMessage\",\"id\":\"msg_1\",\"text\":\""
              + "word ".repeat(60)
              + "\",\"phase\":\"final_answer\"}],\"status\":\"completed\",\"error\":null,"
              + "\"durationMs\":131}");
  private final byte[] longItem =
      line(
          "item/completed",
          PLACE
              + ",\"item\":{\"type\":\"commandExecution\",\"id\":\"call_1\",\"command\":\"ls\","
              + "\"status\":\"completed\",\"exitCode\":0,\"aggregatedOutput\":\""
              + "a line of output\\n".repeat(5_700)
              + "\"}");
  private final byte[] unknown = line("thread/novelty", PLACE + ",\"detail\":{\"level\":3}");

  private final Sink sink = new Sink();
  private final Echo wire = new Echo();
  private final TurnRequest request =
      TurnRequest.builder()
          .text("word ".repeat(100))
          .cwd("/work")
          .approvalPolicy("on-request")
          .model("gpt-5.5")
          .clientUserMessageId("0198c1a2-7b53-7d4e-9f10-2b6a4c8d0e02")
          .build();
  private RpcConnection records;
  private CodexClient client;
  private Turn turn;

  private static byte[] line(String method, String params) {
    String text =
        "{\"method\":\"" + method + "\",\"params\":{" + params + "},\"emittedAtMs\":1795216355991}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Setup
  public void open() throws Exception {
    records = new RpcConnection(new Echo(), CodexOptions.defaults(), sink);
    records.open();
    client = CodexClient.open(CodexOptions.defaults(), wire);
    turn = client.startThread(ThreadOptions.defaults()).startTurn(request);
  }

  @Benchmark
  public Object deltaToRecord() {
    return read(delta);
  }

  @Benchmark
  public Object turnCompletedToRecord() {
    return read(turnCompleted);
  }

  @Benchmark
  public Object longItemToRecord() {
    return read(longItem);
  }

  @Benchmark
  public Object unknownMethodToRecord() {
    return read(unknown);
  }

  @Benchmark
  public Object deltaToTurn() throws InterruptedException {
    wire.receiver.received(delta, 0, delta.length);
    return turn.next(Duration.ZERO);
  }

  @Benchmark
  public Object turnStartWrittenAndAnswered() {
    return client.request("turn/start", request.params(THREAD));
  }

  private Object read(byte[] line) {
    records.received(line, 0, line.length);
    return sink.last;
  }

  private static final class Sink implements RpcConnection.Incoming {
    private TurnEvent last;

    @Override
    public void notification(String method, JsonNode params) {
      last = TurnEvent.of(method, params);
    }

    @Override
    public void request(RequestId id, String method, JsonNode params) {}

    @Override
    public void ended(TransportEnd end) {}
  }

  /** Answers every request at once. */
  private static final class Echo implements CodexTransport {
    private static final String RESULT =
        ",\"result\":{\"thread\":{\"id\":\"%s\"},\"turn\":{\"id\":\"%s\",\"items\":[],"
                .formatted(THREAD, TURN)
            + "\"status\":\"inProgress\",\"error\":null}}}";

    private Receiver receiver;

    @Override
    public void open(Receiver given) {
      receiver = given;
    }

    @Override
    public void send(String message) {
      int at = message.indexOf("\"id\":");
      if (at >= 0) {
        String id = message.substring(at + 5, message.indexOf(',', at));
        byte[] answer = ("{\"id\":" + id + RESULT).getBytes(StandardCharsets.UTF_8);
        receiver.received(answer, 0, answer.length);
      }
    }

    @Override
    public void close() {}

    @Override
    public String description() {
      return "an echo";
    }
  }
}
