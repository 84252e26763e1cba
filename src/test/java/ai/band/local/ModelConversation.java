package ai.band.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Talks to an offline model over HTTP as Codex does: the whole conversation in every request. */
final class ModelConversation {
  /** One answer: the HTTP status and the events of the stream. */
  record Answer(int status, List<JsonNode> events) {
    /** The finished items of a type. */
    List<JsonNode> items(String type) {
      return events.stream()
          .filter(event -> type(event).equals("response.output_item.done"))
          .map(event -> event.path("item"))
          .filter(item -> type(item).equals(type))
          .toList();
    }

    /** The text of the last finished message. */
    String text() {
      return items("message").getLast().path("content").path(0).path("text").asString();
    }

    /** The streamed pieces of text. */
    List<String> deltas() {
      return events.stream()
          .filter(event -> type(event).equals("response.output_text.delta"))
          .map(event -> event.path("delta").asString())
          .toList();
    }

    /** The only tool call. */
    JsonNode call() {
      var calls = new ArrayList<>(items("function_call"));
      calls.addAll(items("custom_tool_call"));
      if (calls.size() != 1) {
        throw new AssertionError("expected one call, got " + calls);
      }
      return calls.getFirst();
    }

    /** The arguments of the only function call. */
    JsonNode arguments() {
      return JsonMapper.shared().readTree(call().path("arguments").asString());
    }

    /** The kinds of event, in order. */
    List<String> kinds() {
      return events.stream().map(Answer::type).toList();
    }

    private static String type(JsonNode node) {
      return node.path("type").asString("");
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI responses;
  private final String threadId;
  private final ArrayNode input = JsonMapper.shared().createArrayNode();

  ModelConversation(OfflineModel model, String threadId) {
    this.responses = URI.create(model.baseUrl() + "/responses");
    this.threadId = threadId;
  }

  /** Adds a user message with these parts and returns the model's answer to it. */
  Answer ask(String... parts) throws Exception {
    addMessage("user", parts);
    return answer();
  }

  /** Adds a message without asking. */
  void addMessage(String role, String... parts) {
    var content = new ArrayList<Map<String, String>>();
    for (var part : parts) {
      content.add(Map.of("type", "input_text", "text", part));
    }
    input.addPOJO(
        JsonMapper.shared()
            .valueToTree(Map.of("type", "message", "role", role, "content", content)));
  }

  /** Adds the answer's only call and what the tool gave, and returns the next answer. */
  Answer resume(Answer answer, String output) throws Exception {
    var call = answer.call();
    input.add(call);
    var type = call.path("type").asString() + "_output";
    input.addPOJO(
        JsonMapper.shared()
            .valueToTree(
                Map.of(
                    "type", type, "call_id", call.path("call_id").asString(), "output", output)));
    return answer();
  }

  /** Asks again without adding anything. */
  Answer resumeNothing() throws Exception {
    return answer();
  }

  private Answer answer() throws IOException, InterruptedException {
    var body = Map.of("model", "gpt-5.5", "stream", true, "input", input, "tools", List.of());
    return post(responses, JsonMapper.shared().writeValueAsString(body));
  }

  Answer post(URI uri, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("content-type", "application/json")
            .header("thread-id", threadId)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    return new Answer(response.statusCode(), events(response.body()));
  }

  private static List<JsonNode> events(InputStream body) throws IOException {
    var events = new ArrayList<JsonNode>();
    try (body) {
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      for (var block : text.split("\n\n", -1)) {
        if (block.startsWith("data: ")) {
          events.add(JsonMapper.shared().readTree(block.substring(6)));
        }
      }
    }
    return events;
  }
}
