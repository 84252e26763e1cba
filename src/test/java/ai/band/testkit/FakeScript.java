package ai.band.testkit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@link FakeAppServer} does, as plain JSON, so that it can be given to a process.
 *
 * <pre>{@code
 * FakeScript.replying("You said: {input}").turnMillis(2_000);
 * FakeScript.create()
 *     .when("list", FakeScript.run("ls").put("approve", true), FakeScript.say("done"))
 *     .otherwise(FakeScript.say("You said: {input}"));
 * }</pre>
 *
 * <p>Steps of a turn are objects with a {@code do}; see the methods below for the common ones and
 * {@link FakeTurn} for all.
 */
public final class FakeScript {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final ObjectNode root = MAPPER.createObjectNode();

  private FakeScript() {}

  /** Answers every turn with {@code You said: {input}}. */
  public static FakeScript create() {
    return new FakeScript();
  }

  /**
   * Answers every turn with this text; {@code {input}} stands for the last text of the turn, which
   * may be the result of a tool, {@code {message}} for the last text that the turn began with.
   */
  public static FakeScript replying(String text) {
    return create().otherwise(say(text));
  }

  static FakeScript parse(String json) {
    FakeScript script = new FakeScript();
    script.root.setAll((ObjectNode) MAPPER.readTree(json));
    return script;
  }

  public String toJson() {
    return root.toString();
  }

  JsonNode root() {
    return root;
  }

  /** How long every turn takes at least. */
  public FakeScript turnMillis(int millis) {
    return set("turnMillis", millis);
  }

  /** Steps for turns whose input contains the words; the first match counts. */
  public FakeScript when(String words, ObjectNode... steps) {
    ArrayNode turns = root.withArray("turns");
    ObjectNode rule = turns.addObject().put("when", words);
    rule.putArray("steps").addAll(List.of(steps));
    return this;
  }

  /** Steps for all other turns. */
  public FakeScript otherwise(ObjectNode... steps) {
    root.putArray("steps").addAll(List.of(steps));
    return this;
  }

  /** The version told in the handshake. */
  public FakeScript version(String version) {
    root.put("version", version);
    return this;
  }

  /** Answers the first {@code times} requests of this method with "overloaded". */
  public FakeScript overloaded(String method, int times) {
    root.withObject("/overloaded").put(method, times);
    return this;
  }

  /** Gives no answer to the first {@code times} requests of this method. */
  public FakeScript unanswered(String method, int times) {
    root.withObject("/unanswered").put(method, times);
    return this;
  }

  /** Refuses every request of this method. */
  public FakeScript refused(String method, String message) {
    root.withObject("/refused").put(method, message);
    return this;
  }

  /**
   * Tells as account what is in this file, as JSON; while there is none, that no login is needed.
   */
  public FakeScript accountFrom(Path file) {
    root.put("accountFile", file.toString());
    return this;
  }

  /** A login by device code ends like this; null is a success. */
  public FakeScript deviceLoginEnds(String error) {
    root.put("deviceLogin", error == null ? "" : error);
    return this;
  }

  /** The sandbox of commands cannot start, and this is what it says. */
  public FakeScript sandboxFails(String reason) {
    root.put("sandboxFails", reason);
    return this;
  }

  /** The sandbox of commands starts, and keeps nothing in. */
  public FakeScript sandboxLeaks() {
    root.put("sandboxLeaks", true);
    return this;
  }

  /** Lines that are no JSON, before anything else. */
  public FakeScript garbageAtStart(int lines) {
    return set("garbageAtStart", lines);
  }

  /** Writes to standard error and ends. */
  public FakeScript exitAtStart(int code, String stderr) {
    root.put("stderr", stderr);
    return set("exitAtStart", code);
  }

  /** Never answers anything. */
  public FakeScript silent() {
    root.put("silent", true);
    return this;
  }

  /** Ignores the end of its input and SIGTERM, like a process that hangs. */
  public FakeScript stubborn() {
    root.put("stubborn", true);
    return this;
  }

  /** Time between the answer to turn/start and turn/started, in which it cannot be interrupted. */
  public FakeScript startDelayMillis(int millis) {
    return set("startDelayMillis", millis);
  }

  /** Sends the first notifications of a turn before the answer to turn/start. */
  public FakeScript eventsBeforeAnswer() {
    root.put("eventsBeforeAnswer", true);
    return this;
  }

  /** Answers every resume with a thread that was not asked for: this one, or a new one. */
  public FakeScript resumesAs(String threadIdOrNew) {
    root.put("resumesAs", threadIdOrNew);
    return this;
  }

  /** Says an agent message. */
  public static ObjectNode say(String text) {
    return step("say").put("text", text);
  }

  /** Says an agent message in pieces, with a pause before each. */
  public static ObjectNode stream(String text, int pieces, int gapMillis) {
    return say(text).put("pieces", pieces).put("gapMillis", gapMillis);
  }

  /** Runs a command; add {@code approve: true} to ask first, {@code output}, {@code exitCode}. */
  public static ObjectNode run(String command) {
    return step("run").put("command", command);
  }

  /** Changes a file; add {@code approve: true} to ask first. */
  public static ObjectNode patch(String path, String diff) {
    return step("patch").put("path", path).put("diff", diff);
  }

  /** Calls a dynamic tool. */
  public static ObjectNode call(String tool, Map<String, ?> arguments) {
    ObjectNode step = step("call").put("tool", tool);
    step.set("arguments", MAPPER.valueToTree(new LinkedHashMap<>(arguments)));
    return step;
  }

  /** Sends any request and goes on when it is answered. */
  public static ObjectNode request(String method, Map<String, ?> params) {
    ObjectNode step = step("request").put("method", method);
    step.set("params", MAPPER.valueToTree(params));
    return step;
  }

  /** Sends any notification. */
  public static ObjectNode notice(String method, Map<String, ?> params) {
    ObjectNode step = step("notify").put("method", method);
    step.set("params", MAPPER.valueToTree(params));
    return step;
  }

  /** Fails the turn. */
  public static ObjectNode fail(String type, String message) {
    return step("fail").put("type", type).put("message", message);
  }

  /** Waits; an interrupt ends it. */
  public static ObjectNode pause(int millis) {
    return step("wait").put("millis", millis);
  }

  /** Goes on only when it is interrupted or steered. */
  public static ObjectNode hold() {
    return step("hold");
  }

  /** Ends the process. */
  public static ObjectNode exit(int code) {
    return step("exit").put("code", code);
  }

  /** Any step. */
  public static ObjectNode step(String name) {
    return MAPPER.createObjectNode().put("do", name);
  }

  private FakeScript set(String key, int value) {
    root.put(key, value);
    return this;
  }
}
