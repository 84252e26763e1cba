package ai.band.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One answer of the offline model, put together step by step:
 *
 * <pre>{@code
 * ModelReply.start().reasoning("Looking around.").call("exec_command", Map.of("cmd", "ls"))
 * ModelReply.start().streamedText("All done.", Duration.ofMillis(20)).usage(120, 40)
 * ModelReply.start().streamedText("Half a", Duration.ZERO).cut()
 * ModelReply.refusal(500, "server_error", "The model is down.")
 * }</pre>
 *
 * <p>Immutable: each method returns a new reply. Tool calls of one reply are made by Codex in
 * parallel, and their results come back in the next request.
 */
public final class ModelReply {
  /** A piece of the answer, in order. */
  sealed interface Part {
    record Text(String text, @Nullable String phase, @Nullable Duration gap) implements Part {}

    record Reasoning(String summary) implements Part {}

    record FunctionCall(@Nullable String namespace, String name, String arguments)
        implements Part {}

    record CustomCall(String name, String input) implements Part {}

    record Event(JsonNode json) implements Part {}

    record Pause(Duration length) implements Part {}

    record Hold(CountDownLatch latch) implements Part {}
  }

  /** How the answer ends. */
  sealed interface End {
    record Completed(boolean endTurn) implements End {}

    record Failed(String code, String message) implements End {}

    record Cut() implements End {}
  }

  /** An HTTP error instead of an answer. */
  record Refusal(int status, String code, String message) {}

  record Usage(int input, int cached, int output, int reasoning) {}

  private static final Usage ORDINARY_USAGE = new Usage(100, 20, 10, 2);
  private static final ModelReply EMPTY =
      new ModelReply(List.of(), new End.Completed(true), ORDINARY_USAGE, Map.of(), null);

  private final List<Part> parts;
  private final End end;
  private final @Nullable Usage usage;
  private final Map<String, String> headers;
  private final @Nullable Refusal refusal;

  private ModelReply(
      List<Part> parts,
      End end,
      @Nullable Usage usage,
      Map<String, String> headers,
      @Nullable Refusal refusal) {
    this.parts = parts;
    this.end = end;
    this.usage = usage;
    this.headers = headers;
    this.refusal = refusal;
  }

  /**
   * An empty answer that completes, to add to.
   *
   * @return the reply
   */
  public static ModelReply start() {
    return EMPTY;
  }

  /**
   * An HTTP error instead of an answer.
   *
   * @param status the HTTP status, 400 or above
   * @param code the error code in the body, for example {@code rate_limit_exceeded}
   * @param message the text in the body
   * @return the reply
   */
  public static ModelReply refusal(int status, String code, String message) {
    return new ModelReply(List.of(), EMPTY.end, null, Map.of(), new Refusal(status, code, message));
  }

  /**
   * Adds a text in one piece.
   *
   * @param text the text
   * @return the longer reply
   */
  public ModelReply text(String text) {
    return with(new Part.Text(text, null, null));
  }

  /**
   * Adds a text that arrives word by word.
   *
   * @param text the text
   * @param gap the time between two words
   * @return the longer reply
   */
  public ModelReply streamedText(String text, Duration gap) {
    return with(new Part.Text(text, null, gap));
  }

  /**
   * Adds a text with a phase, word by word.
   *
   * @param phase {@code commentary} or {@code final_answer}
   * @param text the text
   * @return the longer reply
   */
  public ModelReply phasedText(String phase, String text) {
    return with(new Part.Text(text, phase, Duration.ZERO));
  }

  /**
   * Adds a summary of the model's reasoning, streamed.
   *
   * @param summary the text
   * @return the longer reply
   */
  public ModelReply reasoning(String summary) {
    return with(new Part.Reasoning(summary));
  }

  /**
   * Adds a call of a function or of a dynamic tool.
   *
   * @param name the tool
   * @param arguments anything that becomes a JSON object
   * @return the longer reply
   */
  public ModelReply call(String name, Object arguments) {
    return callWithText(name, JsonMapper.shared().writeValueAsString(arguments));
  }

  /**
   * Adds a call whose arguments are given as text, which may be broken JSON.
   *
   * @param name the tool
   * @param arguments the text
   * @return the longer reply
   */
  public ModelReply callWithText(String name, String arguments) {
    return with(new Part.FunctionCall(null, name, arguments));
  }

  /**
   * Adds a call of a tool that lives in a namespace, such as that of an MCP server.
   *
   * @param namespace for example {@code mcp__files}
   * @param name the tool
   * @param arguments anything that becomes a JSON object
   * @return the longer reply
   */
  public ModelReply namespacedCall(String namespace, String name, Object arguments) {
    var json = JsonMapper.shared().writeValueAsString(arguments);
    return with(new Part.FunctionCall(namespace, name, json));
  }

  /**
   * Adds a call of a tool that takes plain text, such as {@code apply_patch}.
   *
   * @param name the tool
   * @param input the text
   * @return the longer reply
   */
  public ModelReply customCall(String name, String input) {
    return with(new Part.CustomCall(name, input));
  }

  /**
   * Adds an event of the stream as it is.
   *
   * @param event the JSON of one {@code data:} block
   * @return the longer reply
   */
  public ModelReply event(JsonNode event) {
    return with(new Part.Event(event));
  }

  /**
   * Adds a wait.
   *
   * @param length how long
   * @return the longer reply
   */
  public ModelReply pause(Duration length) {
    return with(new Part.Pause(length));
  }

  /**
   * Waits for the test before going on; after a minute the stream is cut.
   *
   * @param latch what to wait for
   * @return the longer reply
   */
  public ModelReply hold(CountDownLatch latch) {
    return with(new Part.Hold(latch));
  }

  /**
   * Ends with {@code response.failed}.
   *
   * @param code for example {@code context_length_exceeded}
   * @param message the text
   * @return the reply
   */
  public ModelReply failed(String code, String message) {
    return new ModelReply(parts, new End.Failed(code, message), usage, headers, refusal);
  }

  /**
   * Ends by closing the connection before the answer is complete.
   *
   * @return the reply
   */
  public ModelReply cut() {
    return new ModelReply(parts, new End.Cut(), usage, headers, refusal);
  }

  /**
   * Completes, but tells Codex to ask again.
   *
   * @return the reply
   */
  public ModelReply goesOn() {
    return new ModelReply(parts, new End.Completed(false), usage, headers, refusal);
  }

  /**
   * Sets the token counts.
   *
   * @param inputTokens tokens read, cached ones included
   * @param outputTokens tokens written
   * @return the reply
   */
  public ModelReply usage(int inputTokens, int outputTokens) {
    return usage(inputTokens, 0, outputTokens, 0);
  }

  /**
   * Sets the token counts.
   *
   * @param inputTokens tokens read, cached ones included
   * @param cachedTokens how many of them came from a cache
   * @param outputTokens tokens written, reasoning included
   * @param reasoningTokens how many of them were reasoning
   * @return the reply
   */
  public ModelReply usage(
      int inputTokens, int cachedTokens, int outputTokens, int reasoningTokens) {
    var counts = new Usage(inputTokens, cachedTokens, outputTokens, reasoningTokens);
    return new ModelReply(parts, end, counts, headers, refusal);
  }

  /**
   * Leaves the token counts out.
   *
   * @return the reply
   */
  public ModelReply withoutUsage() {
    return new ModelReply(parts, end, null, headers, refusal);
  }

  /**
   * Adds a header to the HTTP answer, for example {@code x-codex-primary-used-percent}.
   *
   * @param name the header
   * @param value its value
   * @return the reply
   */
  public ModelReply header(String name, String value) {
    var more = new HashMap<>(headers);
    more.put(name, value);
    return new ModelReply(parts, end, usage, Map.copyOf(more), refusal);
  }

  List<Part> parts() {
    return parts;
  }

  End end() {
    return end;
  }

  @Nullable Usage usage() {
    return usage;
  }

  Map<String, String> headers() {
    return headers;
  }

  @Nullable Refusal refusal() {
    return refusal;
  }

  private ModelReply with(Part part) {
    var more = new ArrayList<>(parts);
    more.add(part);
    return new ModelReply(List.copyOf(more), end, usage, headers, refusal);
  }
}
