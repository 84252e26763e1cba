package ai.band.local;

import ai.band.local.ModelReply.End;
import ai.band.local.ModelReply.Part;
import ai.band.local.ModelReply.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes one reply as server-sent events, the way the Responses API does. */
final class ReplyStream {
  private static final Duration HOLD_LIMIT = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final OutputStream out;
  private final String idSuffix;
  private int nextOutput;

  /**
   * @param conversationSize makes ids that are the same on every run and new in a conversation
   */
  ReplyStream(OutputStream out, int conversationSize) {
    this.out = out;
    this.idSuffix = Integer.toString(conversationSize);
  }

  /** Returns false when the connection must be closed without a proper end. */
  boolean write(ModelReply reply) throws IOException, InterruptedException {
    event("response.created", Map.of("response", Map.of("id", responseId())));
    for (var part : reply.parts()) {
      if (!write(part)) {
        return false;
      }
    }
    return finish(reply.end(), reply.usage());
  }

  private boolean write(Part part) throws IOException, InterruptedException {
    switch (part) {
      case Part.Text text -> text(text, nextOutput++);
      case Part.Reasoning(var summary) -> reasoning(summary, nextOutput++);
      case Part.FunctionCall call -> functionCall(call, nextOutput++);
      case Part.CustomCall call -> customCall(call, nextOutput++);
      case Part.Event(var json) -> send(JSON.writeValueAsString(json));
      case Part.Pause(var length) -> Thread.sleep(length);
      case Part.Hold(var latch) -> {
        return latch.await(HOLD_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return true;
  }

  private boolean finish(End end, @Nullable Usage usage) throws IOException {
    var response = new LinkedHashMap<String, Object>();
    response.put("id", responseId());
    switch (end) {
      case End.Completed(var endTurn) -> {
        if (usage != null) {
          response.put("usage", usageJson(usage));
        }
        if (!endTurn) {
          response.put("end_turn", false);
        }
        event("response.completed", Map.of("response", response));
      }
      case End.Failed(var code, var message) -> {
        response.put("error", Map.of("code", code, "message", message));
        event("response.failed", Map.of("response", response));
      }
      case End.Cut() -> {
        return false;
      }
    }
    return true;
  }

  private void text(Part.Text text, int index) throws IOException, InterruptedException {
    var item = item("message", "msg", index);
    item.put("role", "assistant");
    if (text.phase() != null) {
      item.put("phase", text.phase());
    }
    if (text.gap() != null) {
      item.put("content", List.of());
      added(item, index);
      for (var word : words(text.text())) {
        event(
            "response.output_text.delta",
            Map.of("item_id", id("msg", index), "output_index", index, "delta", word));
        if (!text.gap().isZero()) {
          Thread.sleep(text.gap());
        }
      }
    }
    item.put("content", List.of(Map.of("type", "output_text", "text", text.text())));
    done(item, index);
  }

  private void reasoning(String summary, int index) throws IOException {
    var item = item("reasoning", "rs", index);
    item.put("summary", List.of());
    added(item, index);
    var place = Map.of("item_id", id("rs", index), "output_index", index, "summary_index", 0);
    event("response.reasoning_summary_part.added", place);
    for (var word : words(summary)) {
      var delta = new LinkedHashMap<String, Object>(place);
      delta.put("delta", word);
      event("response.reasoning_summary_text.delta", delta);
    }
    item.put("summary", List.of(Map.of("type", "summary_text", "text", summary)));
    done(item, index);
  }

  private void functionCall(Part.FunctionCall call, int index) throws IOException {
    var item = item("function_call", "fc", index);
    item.put("call_id", id("call", index));
    if (call.namespace() != null) {
      item.put("namespace", call.namespace());
    }
    item.put("name", call.name());
    item.put("arguments", call.arguments());
    done(item, index);
  }

  private void customCall(Part.CustomCall call, int index) throws IOException {
    var item = item("custom_tool_call", "ctc", index);
    item.put("call_id", id("call", index));
    item.put("name", call.name());
    item.put("input", call.input());
    item.put("status", "completed");
    done(item, index);
  }

  private Map<String, Object> item(String type, String idPrefix, int index) {
    var item = new LinkedHashMap<String, Object>();
    item.put("type", type);
    item.put("id", id(idPrefix, index));
    return item;
  }

  private void added(Map<String, Object> item, int index) throws IOException {
    event("response.output_item.added", Map.of("output_index", index, "item", item));
  }

  private void done(Map<String, Object> item, int index) throws IOException {
    event("response.output_item.done", Map.of("output_index", index, "item", item));
  }

  private void event(String type, Map<String, ?> fields) throws IOException {
    var json = new LinkedHashMap<String, Object>();
    json.put("type", type);
    json.putAll(fields);
    send(JSON.writeValueAsString(json));
  }

  private void send(String json) throws IOException {
    out.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String id(String prefix, int index) {
    return prefix + "-" + idSuffix + "-" + (index + 1);
  }

  private String responseId() {
    return "resp-" + idSuffix;
  }

  /** Cuts behind blanks, so that the pieces joined are the text again. */
  private static String[] words(String text) {
    return text.split("(?<=\\s)(?=\\S)");
  }

  private static Map<String, Object> usageJson(Usage usage) {
    return Map.of(
        "input_tokens", usage.input(),
        "input_tokens_details", Map.of("cached_tokens", usage.cached()),
        "output_tokens", usage.output(),
        "output_tokens_details", Map.of("reasoning_tokens", usage.reasoning()),
        "total_tokens", usage.input() + usage.output());
  }
}
