package ai.band.adapter.codex;

import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A process of Codex that was recorded: says what it said then, when the test tells it to. */
final class RecordedCodex implements CodexTransport {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, JsonNode> resumable = new HashMap<>();
  private final BlockingQueue<JsonNode> threads = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> turns = new LinkedBlockingQueue<>();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private volatile Receiver client;
  private volatile boolean ended;

  /** What the next request for a new thread gets. */
  void offerThread(JsonNode result) {
    threads.add(result);
  }

  /** What a request to resume this thread gets. */
  void offerResume(String threadId, JsonNode result) {
    resumable.put(threadId, result);
  }

  /** The next request for a turn; the test answers it. */
  JsonNode nextTurn() throws InterruptedException {
    JsonNode request = turns.poll(60, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("the adapter starts no turn");
    }
    return request;
  }

  /** Whether the client has answered this request of the server. */
  boolean isAnswered(JsonNode id) {
    return answered.contains(id.toString());
  }

  void push(JsonNode message) {
    client.received(message.toString());
  }

  void answer(JsonNode id, JsonNode recorded) {
    ObjectNode answer = (ObjectNode) recorded.deepCopy();
    answer.set("id", id);
    push(answer);
  }

  void die() {
    if (!ended) {
      ended = true;
      client.ended(TransportEnd.because("The process has ended."));
    }
  }

  @Override
  public void open(Receiver receiver) {
    client = receiver;
  }

  @Override
  public void send(String message) {
    JsonNode sent = JSON.readTree(message);
    if (!sent.has("method")) {
      answered.add(sent.path("id").toString());
    } else if (sent.path("method").asString("").equals("turn/start")) {
      turns.add(sent);
    } else if (sent.has("id")) {
      Thread.ofVirtual().start(() -> answer(sent.path("id"), result(sent)));
    }
  }

  private JsonNode result(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    JsonNode params = request.path("params");
    switch (request.path("method").asString("")) {
      case "initialize" -> answer.putObject("result").put("userAgent", "x/0.169.0 (Linux)");
      case "thread/start" -> answer.set("result", threads.remove());
      case "thread/resume" -> {
        JsonNode known = resumable.get(params.path("threadId").asString(""));
        if (known == null) {
          answer.putObject("error").put("code", -32600).put("message", "no rollout found");
        } else {
          answer.set("result", known);
        }
      }
      default -> answer.putObject("result");
    }
    return answer;
  }

  @Override
  public void close() {
    die();
  }

  @Override
  public String description() {
    return "a recording";
  }
}
