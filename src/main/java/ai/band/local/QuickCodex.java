package ai.band.local;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An app-server as a program of its own that costs as little as possible and keeps nothing, so that
 * what is measured is the program on the other side of the pipe.
 *
 * <p>A turn whose input holds {@code millis=N} takes that long, {@code deltas=N} says its answer in
 * so many pieces, {@code together=N} ends when N such turns are there, {@code hold} never ends,
 * {@code ask} waits for an approval, {@code die} ends the process. Every answer tells when {@code
 * turn/start} was read and when {@code turn/completed} was written, in microseconds of the wall
 * clock.
 */
public final class QuickCodex {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final ReentrantLock writing = new ReentrantLock();
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
  private final List<Runnable> gathered = new ArrayList<>(); // of the reading thread
  private int nextRequest;

  private QuickCodex() {}

  /**
   * The argv that starts it.
   *
   * @param classPath where this class is found
   */
  public static List<String> command(String classPath) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-Xmn128m",
        "-Xmx256m",
        "-cp",
        classPath,
        QuickCodex.class.getName());
  }

  public static void main(String[] args) throws IOException {
    var codex = new QuickCodex();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      codex.take(line);
    }
    Runtime.getRuntime().halt(0);
  }

  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private void take(String line) throws IOException {
    long received = micros();
    JsonNode message = JSON.readTree(line);
    String id = message.path("id").toString();
    JsonNode params = message.path("params");
    switch (message.path("method").asString("")) {
      case "", "initialized" -> {}
      case "initialize" ->
          result(
              id,
              """
              {"userAgent":"quick/0.169.0 (Fake)","codexHome":"/home/user/.codex",\
              "platformFamily":"unix","platformOs":"linux"}\
              """);
      case "model/list" ->
          result(
              id,
              """
              {"data":[{"id":"gpt-5.5","model":"gpt-5.5","displayName":"GPT","description":"",\
              "hidden":false,"supportedReasoningEfforts":[],"defaultReasoningEffort":"medium",\
              "inputModalities":["text"],"isDefault":true}],"nextCursor":null}\
              """);
      case "account/read" ->
          result(id, "{\"account\":{\"type\":\"apiKey\"},\"requiresOpenaiAuth\":true}");
      case "thread/start" -> opened(id, UUID.randomUUID().toString(), params);
      case "thread/resume" -> opened(id, params.path("threadId").asString(), params);
      case "turn/start" -> startTurn(id, params, received);
      default -> result(id, "{}");
    }
  }

  private void opened(String id, String threadId, JsonNode params) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode thread = answer.putObject("thread");
    thread.put("id", threadId).put("preview", "").put("modelProvider", "openai");
    thread.put("cwd", params.path("cwd").asString("/")).putArray("turns");
    answer.put("model", "gpt-5.5").put("modelProvider", "openai").put("cwd", "/");
    answer.put("approvalPolicy", "never").putObject("sandbox").put("type", "readOnly");
    result(id, answer.toString());
  }

  private void startTurn(String id, JsonNode params, long received) {
    String threadId = params.path("threadId").asString();
    String turnId = UUID.randomUUID().toString();
    String text = "";
    for (JsonNode item : params.path("input")) {
      text = item.path("text").asString(text);
    }
    String turn = "{\"id\":\"%s\",\"items\":[],\"status\":\"%s\",\"error\":null}";
    String key = "\"threadId\":\"" + threadId + "\",\"turnId\":\"" + turnId + "\"";
    write(
        "{\"id\":"
            + id
            + ",\"result\":{\"turn\":"
            + turn.formatted(turnId, "inProgress")
            + "}}\n"
            + notice(
                "turn/started",
                "\"threadId\":\""
                    + threadId
                    + "\",\"turn\":"
                    + turn.formatted(turnId, "inProgress"))
            + item("item/started", key, user(params, text))
            + item("item/completed", key, user(params, text)));
    if (text.contains("die")) {
      Runtime.getRuntime().halt(1);
    }
    if (text.contains("ask")) {
      write(
          "{\"id\":"
              + nextRequest++
              + ",\"method\":\"item/commandExecution/requestApproval\","
              + "\"params\":{"
              + key
              + ",\"itemId\":\"call_1\",\"reason\":\"May"
              + " I?\",\"command\":\"ls\",\"cwd\":\"/\",\"availableDecisions\":[\"accept\",\"cancel\"]}}\n");
      return;
    }
    if (text.contains("hold")) {
      return;
    }
    int millis = number(text, "millis=");
    int deltas = number(text, "deltas=");
    String input = text;
    Runnable rest = () -> finish(threadId, turnId, key, input, received, deltas);
    int together = number(text, "together=");
    if (together > 0) {
      gather(rest, together);
    } else if (millis == 0) {
      rest.run();
    } else {
      var unused = later.schedule(rest, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void gather(Runnable rest, int together) {
    gathered.add(rest);
    if (gathered.size() >= together) {
      gathered.forEach(Runnable::run);
      gathered.clear();
    }
  }

  private void finish(
      String threadId, String turnId, String key, String input, long received, int deltas) {
    if (deltas > 0) {
      stream(key, deltas);
    }
    long completed = micros();
    String answer =
        JSON.writeValueAsString(
            "started=" + received + " completed=" + completed + " " + lastLine(input));
    String message =
        "{\"type\":\"agentMessage\",\"id\":\"msg_1\",\"phase\":\"final_answer\",\"text\":";
    write(
        item("item/started", key, message + "\"\"}")
            + item("item/completed", key, message + answer + "}")
            + notice("thread/tokenUsage/updated", key + "," + USAGE)
            + notice(
                "turn/completed",
                "\"threadId\":\""
                    + threadId
                    + "\",\"turn\":{\"id\":\""
                    + turnId
                    + "\",\"items\":[],\"status\":\"completed\",\"error\":null,\"durationMs\":1}"));
  }

  private static final String COUNTS =
      "{\"totalTokens\":15,\"inputTokens\":10,\"cachedInputTokens\":0,\"outputTokens\":5,"
          + "\"reasoningOutputTokens\":0}";
  private static final String USAGE =
      "\"tokenUsage\":{\"total\":"
          + COUNTS
          + ",\"last\":"
          + COUNTS
          + ",\"modelContextWindow\":258400}";

  private void stream(String key, int deltas) {
    write(
        item(
            "item/started",
            key,
            "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"content\":[]}"));
    var batch = new StringBuilder();
    for (int i = 1; i <= deltas; i++) {
      batch.append(
          notice(
              "item/reasoning/summaryTextDelta",
              key + ",\"itemId\":\"rs_1\",\"summaryIndex\":0,\"delta\":\"" + delta(i) + "\""));
      if (i % 100 == 0 || i == deltas) {
        write(batch.toString());
        batch.setLength(0);
      }
    }
  }

  /** The piece of the streamed text that has this number; the first is 1. */
  public static String delta(int number) {
    return Integer.toString(number, Character.MAX_RADIX) + (number % 10 == 0 ? "é " : " ");
  }

  private static String user(JsonNode params, String text) {
    ObjectNode item = JSON.createObjectNode().put("type", "userMessage").put("id", "item-1");
    item.set("clientId", params.path("clientUserMessageId"));
    item.putArray("content").addObject().put("type", "text").put("text", text);
    return item.toString();
  }

  private static String item(String method, String key, String item) {
    return notice(method, key + ",\"item\":" + item);
  }

  private static String notice(String method, String params) {
    return "{\"method\":\"" + method + "\",\"params\":{" + params + "}}\n";
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  private static int number(String text, String key) {
    int at = text.lastIndexOf(key);
    if (at < 0) {
      return 0;
    }
    int end = at + key.length();
    int from = end;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return Integer.parseInt(text.substring(from, end));
  }

  private void result(String id, String json) {
    write("{\"id\":" + id + ",\"result\":" + json + "}\n");
  }

  private void write(String lines) {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    writing.lock();
    try {
      out.write(bytes);
    } catch (IOException e) {
      Runtime.getRuntime().halt(0);
    } finally {
      writing.unlock();
    }
  }
}
