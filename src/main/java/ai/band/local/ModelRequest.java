package ai.band.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Codex asked the offline model: the whole conversation so far, and the tools on offer.
 *
 * <p>Immutable, apart from {@link #body}, which must not be changed.
 */
public final class ModelRequest {
  /**
   * One tool call of the model and what came back.
   *
   * @param callId the id the model gave to the call
   * @param name the tool
   * @param arguments the JSON text (functions) or the plain text (custom tools) of the call
   * @param output what Codex answered; null while there is no answer
   */
  public record ToolResult(String callId, String name, String arguments, @Nullable String output) {}

  // User-role messages that Codex itself adds to a conversation.
  private static final List<String> WRITTEN_BY_CODEX =
      List.of(
          "<environment_context>",
          "<turn_aborted>",
          "<user_instructions>",
          "<subagent_notification>",
          "# AGENTS.md instructions");

  private final String threadId;
  private final JsonNode body;
  private final JsonNode input;
  private final int lastUserIndex;

  private ModelRequest(String threadId, JsonNode body) {
    this.threadId = threadId;
    this.body = body;
    this.input = body.path("input");
    this.lastUserIndex = lastUserIndex(input);
  }

  static ModelRequest of(@Nullable String threadIdHeader, JsonNode body) {
    require(body.isObject(), "The body is not a JSON object.");
    require(body.path("model").isString(), "'model' is missing.");
    require(body.path("input").isArray(), "'input' is missing or no list.");
    require(
        body.path("stream").asBoolean(false), "Only streamed answers exist: set 'stream': true.");
    var threadId =
        threadIdHeader != null ? threadIdHeader : body.path("prompt_cache_key").asString("");
    return new ModelRequest(threadId, body);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }

  /**
   * The Codex thread that asks.
   *
   * @return its id; empty when the caller is not Codex and names none
   */
  public String threadId() {
    return threadId;
  }

  /**
   * The request as it came.
   *
   * @return the JSON body
   */
  public JsonNode body() {
    return body;
  }

  /**
   * The model name asked for.
   *
   * @return the name
   */
  public String model() {
    return body.path("model").asString();
  }

  /**
   * How many items the conversation has; it only grows, so ids are made from it.
   *
   * @return the length of {@code input}
   */
  public int inputSize() {
    return input.size();
  }

  /**
   * The names of the tools on offer.
   *
   * @return tool names, and the type for built-in tools without a name
   */
  public List<String> tools() {
    var names = new ArrayList<String>();
    for (var tool : body.path("tools")) {
      names.add(tool.path("name").asString(tool.path("type").asString("")));
    }
    return List.copyOf(names);
  }

  /**
   * The instructions of developer role, oldest first.
   *
   * @return every text part
   */
  public List<String> instructions() {
    return textsOfRole("developer", input.size());
  }

  /**
   * Everything people (and the adapter) wrote, oldest first, without what Codex adds by itself.
   *
   * @return every text part of user role
   */
  public List<String> userTexts() {
    return textsOfRole("user", input.size());
  }

  /**
   * What people wrote before the message that is to be answered now.
   *
   * @return every earlier text part of user role, those of the same message included
   */
  public List<String> earlierUserTexts() {
    var texts = textsOfRole("user", lastUserIndex + 1);
    return texts.isEmpty() ? texts : texts.subList(0, texts.size() - 1);
  }

  /**
   * The message to answer: the last text part of the last user message.
   *
   * @return the text as it came, {@code [Name]: text} from a room; empty when nobody wrote
   */
  public String lastUserText() {
    var texts = textsOfRole("user", lastUserIndex + 1);
    return texts.isEmpty() ? "" : texts.getLast();
  }

  /**
   * The tool calls made since the last user message, oldest first.
   *
   * @return the calls, each with its output if it has come
   */
  public List<ToolResult> toolResults() {
    var outputs = new HashMap<String, String>();
    for (var item : itemsSinceLastUser()) {
      if (item.path("type").asString("").endsWith("call_output")) {
        outputs.put(item.path("call_id").asString(""), outputText(item.path("output")));
      }
    }
    var results = new ArrayList<ToolResult>();
    for (var item : itemsSinceLastUser()) {
      var type = item.path("type").asString("");
      if (type.equals("function_call") || type.equals("custom_tool_call")) {
        var callId = item.path("call_id").asString("");
        var arguments = type.equals("function_call") ? "arguments" : "input";
        results.add(
            new ToolResult(
                callId,
                item.path("name").asString(""),
                item.path(arguments).asString(""),
                outputs.get(callId)));
      }
    }
    return List.copyOf(results);
  }

  private List<JsonNode> itemsSinceLastUser() {
    var items = new ArrayList<JsonNode>();
    for (int i = lastUserIndex + 1; i < input.size(); i++) {
      items.add(input.get(i));
    }
    return items;
  }

  private List<String> textsOfRole(String role, int end) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < end; i++) {
      var item = input.get(i);
      if (isMessage(item, role) && !writtenByCodex(item)) {
        item.path("content").forEach(part -> addText(part, texts));
      }
    }
    return texts;
  }

  private static void addText(JsonNode part, List<String> texts) {
    if (part.path("type").asString("").equals("input_text")) {
      texts.add(part.path("text").asString(""));
    }
  }

  private static int lastUserIndex(JsonNode input) {
    for (int i = input.size() - 1; i >= 0; i--) {
      if (isMessage(input.get(i), "user") && !writtenByCodex(input.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isMessage(JsonNode item, String role) {
    return item.path("role").asString("").equals(role);
  }

  private static boolean writtenByCodex(JsonNode message) {
    var text = message.path("content").path(0).path("text").asString("");
    return WRITTEN_BY_CODEX.stream().anyMatch(text::startsWith);
  }

  private static String outputText(JsonNode output) {
    if (!output.isArray()) {
      return output.asString("");
    }
    var text = new StringBuilder();
    output.forEach(part -> text.append(part.path("text").asString("")));
    return text.toString();
  }
}
