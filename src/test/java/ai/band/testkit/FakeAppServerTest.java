package ai.band.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fake refuses what the real Codex was recorded to refuse, and keeps its order of events. */
class FakeAppServerTest {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Path CAPTURES = Path.of("src/test/resources/captures/codex-0.169");
  private static final String STRANGER = "01a1fb34-1e9a-79b1-8de5-56497552e2e8";

  record Refusal(boolean initialized, boolean experimental, JsonNode request, JsonNode error) {
    @Override
    public String toString() {
      return request.path("method").asString("") + " " + error.path("message").asString("");
    }
  }

  static Stream<Refusal> refusals() throws IOException {
    return Stream.of(
            refusedIn("bad-requests", true),
            refusedIn("experimental-not-enabled", false),
            refusedIn("approval-policy-and-sandbox-values", true),
            refusedIn("resume-missing-thread", true),
            refusedIn("request-before-initialize", true))
        .flatMap(List::stream)
        .filter(refusal -> isKnown(refusal.request()));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refuses_in_the_words_of_the_real_one(Refusal recorded) throws Exception {
    try (var fake = new Talk(FakeScript.create())) {
      if (recorded.initialized()) {
        fake.shakeHands(recorded.experimental());
      }
      ObjectNode request = (ObjectNode) recorded.request().deepCopy();
      if (request.path("params").path("threadId").asString("").length() == STRANGER.length()
          && !recorded.error().path("message").asString("").contains("found")) {
        String own = fake.startThread();
        ((ObjectNode) request.path("params")).put("threadId", own);
      }
      JsonNode error = fake.call(request).path("error");
      assertThat(error.path("code")).isEqualTo(recorded.error().path("code"));
      assertThat(error.path("message").asString("no error"))
          .startsWith(firstWords(recorded.error().path("message").asString("")));
    }
  }

  @Test
  void a_turns_events_come_in_the_recorded_order() throws Exception {
    try (var fake = new Talk(FakeScript.create())) {
      fake.shakeHands(true);
      String thread = fake.startThread();
      fake.call(
          "turn/start", "{'threadId':'" + thread + "','input':[{'type':'text','text':'hi'}]}");
      assertThat(fake.methodsUntil("turn/completed"))
          .containsExactly(
              "thread/started",
              "thread/status/changed",
              "turn/started",
              "item/started userMessage",
              "item/completed userMessage",
              "item/started agentMessage",
              "item/agentMessage/delta",
              "item/completed agentMessage",
              "thread/tokenUsage/updated",
              "account/rateLimits/updated",
              "thread/readState/changed",
              "thread/status/changed",
              "turn/completed");
    }
  }

  @Test
  void a_turn_that_has_not_started_cannot_be_interrupted() throws Exception {
    var script = FakeScript.create().startDelayMillis(60_000);
    try (var fake = new Talk(script)) {
      fake.shakeHands(true);
      String thread = fake.startThread();
      JsonNode started = fake.call("turn/start", "{'threadId':'" + thread + "','input':[]}");
      String turn = started.path("result").path("turn").path("id").asString();
      JsonNode answer =
          fake.call("turn/interrupt", "{'threadId':'" + thread + "','turnId':'" + turn + "'}");
      assertThat(answer.path("error").path("message").asString())
          .isEqualTo("no active turn to interrupt");
    }
  }

  @Test
  void a_second_start_steers_and_returns_the_running_turn() throws Exception {
    try (var fake = new Talk(FakeScript.create().otherwise(FakeScript.hold()))) {
      fake.shakeHands(true);
      String thread = fake.startThread();
      String params = "{'threadId':'" + thread + "','input':[{'type':'text','text':'x'}]}";
      JsonNode first = fake.call("turn/start", params);
      fake.methodsUntil("turn/started");
      JsonNode second = fake.call("turn/start", params);
      assertThat(second.path("result").path("turn").path("id"))
          .isEqualTo(first.path("result").path("turn").path("id"));
    }
  }

  private static boolean isKnown(JsonNode request) {
    String method = request.path("method").asString("");
    boolean unseenHere =
        Set.of(
                "thread/fork",
                "review/start",
                "collaborationMode/list",
                "mock/experimentalMethod",
                "thread/read",
                "thread/settings/update")
            .contains(method);
    JsonNode params = request.path("params");
    boolean detail =
        params.has("environments")
            || params.has("permissions")
            || params.has("collaborationMode")
            || params.has("personality")
            || params.path("sandboxPolicy").path("writableRoots").isArray();
    return !unseenHere && !detail;
  }

  private static String firstWords(String message) {
    int end = message.indexOf(", expected");
    int colon = message.indexOf("id: invalid character");
    if (end > 0) {
      return message.substring(0, end);
    }
    return colon > 0 ? message.substring(0, colon) : message;
  }

  private static List<Refusal> refusedIn(String file, boolean experimental) throws IOException {
    Map<String, JsonNode> requests = new HashMap<>();
    Set<Refusal> refusals = new LinkedHashSet<>();
    boolean initialized = false;
    for (String line : Files.readAllLines(CAPTURES.resolve(file + ".jsonl"))) {
      JsonNode message = MAPPER.readTree(line).path("msg");
      JsonNode sent = message.has("_raw") ? parsed(message.path("_raw").asString()) : message;
      String id = sent.path("id").toString();
      if (sent.path("method").isString()) {
        requests.put(id, sent);
      } else if (sent.path("error").isObject() && requests.containsKey(id)) {
        refusals.add(new Refusal(initialized, experimental, requests.get(id), sent.path("error")));
      }
      initialized |= sent.path("result").has("userAgent");
    }
    return List.copyOf(refusals);
  }

  private static JsonNode parsed(String raw) {
    try {
      return MAPPER.readTree(raw);
    } catch (tools.jackson.core.JacksonException e) {
      return MAPPER.createObjectNode();
    }
  }

  /** A conversation by hand. */
  private static final class Talk implements AutoCloseable {
    private final FakeAppServer.InMemory fake;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> notifications = new LinkedBlockingQueue<>();
    private int id = 1_000;

    Talk(FakeScript script) {
      fake = FakeAppServer.transport(script);
      fake.open(
          new CodexTransport.Receiver() {
            @Override
            public void received(String message) {
              JsonNode node = MAPPER.readTree(message);
              (node.has("method") ? notifications : answers).add(node);
            }

            @Override
            public void ended(TransportEnd end) {}
          });
    }

    void shakeHands(boolean experimental) throws Exception {
      call(
          "initialize",
          "{'clientInfo':{'name':'t','version':'1'},'capabilities':{'experimentalApi':"
              + experimental
              + "}}");
      methodsUntil("remoteControl/status/changed");
    }

    String startThread() throws Exception {
      return call("thread/start", "{}").path("result").path("thread").path("id").asString();
    }

    JsonNode call(String method, String params) throws Exception {
      ObjectNode request = MAPPER.createObjectNode().put("id", id++).put("method", method);
      request.set("params", MAPPER.readTree(params.replace('\'', '"')));
      return call(request);
    }

    JsonNode call(JsonNode request) throws Exception {
      fake.send(request.toString());
      JsonNode answer = answers.poll(60, TimeUnit.SECONDS);
      assertThat(answer).as("answer to %s", request).isNotNull();
      return answer;
    }

    List<String> methodsUntil(String last) throws Exception {
      List<String> seen = new java.util.ArrayList<>();
      while (seen.isEmpty() || !seen.getLast().equals(last)) {
        JsonNode next = notifications.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("after %s", seen).isNotNull();
        String item = next.path("params").path("item").path("type").asString("");
        seen.add((next.path("method").asString() + " " + item).strip());
      }
      return seen;
    }

    @Override
    public void close() {
      fake.close();
    }
  }
}
