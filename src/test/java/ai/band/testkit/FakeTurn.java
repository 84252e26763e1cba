package ai.band.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One turn of a fake: works off its steps on a thread of its own.
 *
 * <p>Steps by {@code do}: {@code say}, {@code think}, {@code run}, {@code patch}, {@code call},
 * {@code together}, {@code request}, {@code notify}, {@code plan}, {@code diff}, {@code usage},
 * {@code error}, {@code fail}, {@code compact}, {@code wait}, {@code hold}, {@code silence}, {@code
 * exit}, {@code garbage}, {@code flood}, {@code late}, {@code spawn}.
 */
final class FakeTurn implements Runnable {
  /** Thrown inside a turn that was interrupted or cancelled. */
  private static final class Interrupted extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Thrown inside a turn that failed. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ObjectNode error;

    Failed(ObjectNode error) {
      this.error = error;
    }
  }

  private final FakeAppServer server;
  private final FakeThread thread;
  private final FakeScript script;
  private final JsonNode params;
  private final List<JsonNode> steps;
  private final String id = UUID.randomUUID().toString();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch steered = new CountDownLatch(1);
  private final List<Integer> open = new ArrayList<>();
  private final ArrayNode items = FakeAppServer.MAPPER.createArrayNode();
  private final List<Runnable> afterwards = new ArrayList<>();
  private volatile String input;
  private volatile boolean announced;
  private String status = "inProgress";
  private ObjectNode error;
  private int nextItem;

  FakeTurn(FakeAppServer server, FakeThread thread, FakeScript script, JsonNode params) {
    this(server, thread, script, params, null);
  }

  private FakeTurn(
      FakeAppServer server,
      FakeThread thread,
      FakeScript script,
      JsonNode params,
      List<JsonNode> steps) {
    this.server = server;
    this.thread = thread;
    this.script = script;
    this.params = params;
    this.input = lastText(params);
    this.steps = steps == null ? stepsFor(script.root(), params) : steps;
  }

  static FakeTurn compaction(FakeAppServer server, FakeThread thread) {
    return new FakeTurn(
        server,
        thread,
        FakeScript.create(),
        FakeAppServer.MAPPER.createObjectNode(),
        List.of(FakeScript.step("compact")));
  }

  String id() {
    return id;
  }

  ObjectNode answer() {
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode();
    answer.set("turn", describe(false));
    return answer;
  }

  synchronized ObjectNode stored() {
    ObjectNode turn = describe(false);
    turn.set("items", items.deepCopy());
    return turn;
  }

  void interrupt() {
    stop.countDown();
  }

  void steer(JsonNode more) {
    input = lastText(more);
    userMessage(more);
    steered.countDown();
  }

  /** Says that it has started. */
  void announce() {
    announced = true;
    thread.started(this);
    server.emit("thread/status/changed", thread.status());
    ObjectNode started = thread.params();
    started.set("turn", describe(false).put("startedAt", System.currentTimeMillis() / 1000));
    server.emit("turn/started", started);
  }

  @Override
  public void run() {
    long end =
        System.nanoTime()
            + TimeUnit.MILLISECONDS.toNanos(script.root().path("turnMillis").asInt(0));
    try {
      if (!announced) {
        TimeUnit.MILLISECONDS.sleep(script.root().path("startDelayMillis").asInt(0));
        announce();
      }
      userMessage(params);
      for (JsonNode step : steps) {
        perform(step);
      }
      sleep(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
      finish("completed", null);
    } catch (Interrupted e) {
      finish("interrupted", null);
    } catch (Failed e) {
      finish("failed", e.error);
    } catch (InterruptedException | ExecutionException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void perform(JsonNode step)
      throws Interrupted, Failed, InterruptedException, ExecutionException {
    switch (step.path("do").asString()) {
      case "say" -> say(step);
      case "think" -> think(step);
      case "run" -> run(step);
      case "patch" -> patch(step);
      case "call" -> call(step);
      case "together" -> together(step);
      case "request" -> await(server.ask(step.path("method").asString(), addressed(step)));
      case "notify" -> server.emit(step.path("method").asString(), addressed(step));
      case "plan" -> {
        ObjectNode plan = turnParams();
        plan.putNull("explanation").set("plan", step.path("plan"));
        server.emit("turn/plan/updated", plan);
      }
      case "diff" ->
          server.emit("turn/diff/updated", turnParams().put("diff", step.path("diff").asString()));
      case "usage" -> usage(step.path("input").asInt(10), step.path("output").asInt(5));
      case "error" -> tellError(step, step.path("willRetry").asBoolean(true));
      case "fail" -> throw new Failed(tellError(step, false));
      case "compact" -> whole(item("contextCompaction", "item-" + nextItem++));
      case "wait" -> sleep(step.path("millis").asInt());
      case "hold" -> hold();
      case "silence" -> new CountDownLatch(1).await();
      case "exit" -> {
        server.exit(step.path("code").asInt(1));
        new CountDownLatch(1).await();
      }
      case "garbage" -> {
        for (int i = 0; i < step.path("lines").asInt(1); i++) {
          server.raw("not json at all {" + i);
        }
      }
      case "flood" -> flood(step.path("count").asInt());
      case "late" -> late(step);
      case "spawn" -> spawn(step);
      default -> throw new IllegalArgumentException("no such step: " + step);
    }
  }

  private void say(JsonNode step) throws Interrupted, InterruptedException {
    String text = step.path("text").asString();
    text = text.replace("{input}", input).replace("{message}", lastText(params));
    ObjectNode message = item("agentMessage", "msg-" + nextItem++);
    message.put("text", "").put("phase", step.path("phase").asString(null));
    emitItem("item/started", message);
    int pieces = step.path("pieces").asInt(1);
    int size = Math.max(1, (text.length() + pieces - 1) / pieces);
    for (int at = 0; at < text.length(); at += size) {
      sleep(step.path("gapMillis").asInt(0));
      ObjectNode delta = turnParams().put("itemId", message.path("id").asString());
      delta.put("delta", text.substring(at, Math.min(text.length(), at + size)));
      server.emit("item/agentMessage/delta", delta);
    }
    complete(message.put("text", text));
    usage(10, 5);
  }

  private void think(JsonNode step) {
    ObjectNode reasoning = item("reasoning", "rs-" + nextItem++);
    reasoning.putArray("summary");
    reasoning.putArray("content");
    emitItem("item/started", reasoning);
    ObjectNode part = turnParams().put("itemId", reasoning.path("id").asString());
    server.emit("item/reasoning/summaryPartAdded", part.deepCopy().put("summaryIndex", 0));
    String text = step.path("text").asString();
    server.emit("item/reasoning/summaryTextDelta", part.put("delta", text).put("summaryIndex", 0));
    reasoning.putArray("summary").add(text);
    complete(reasoning);
  }

  private void run(JsonNode step) throws Interrupted, InterruptedException, ExecutionException {
    ObjectNode command = item("commandExecution", "call_" + nextItem++);
    String wrapped = "/bin/bash -lc '" + step.path("command").asString() + "'";
    command.put("command", wrapped).put("cwd", "/workspace").put("source", "agent");
    command
        .putArray("commandActions")
        .addObject()
        .put("type", "unknown")
        .put("command", step.path("command").asString());
    command.putNull("aggregatedOutput").putNull("exitCode").put("status", "inProgress");
    if (!step.path("approve").asBoolean(false)) {
      emitItem("item/started", command);
    } else if (!approved(
        command, "item/commandExecution/requestApproval", commandDetails(command))) {
      return;
    }
    String output = step.path("output").asString("");
    if (!output.isEmpty()) {
      ObjectNode delta = turnParams().put("itemId", command.path("id").asString());
      server.emit("item/commandExecution/outputDelta", delta.put("delta", output));
      command.put("aggregatedOutput", output);
    }
    int code = step.path("exitCode").asInt(0);
    command.put("exitCode", code).put("status", code == 0 ? "completed" : "failed");
    complete(command);
  }

  private static ObjectNode commandDetails(ObjectNode command) {
    ObjectNode details = FakeAppServer.MAPPER.createObjectNode();
    details.put("kind", "command").put("reason", "May I?");
    details.set("command", command.path("command"));
    details.set("cwd", command.path("cwd"));
    details.set("commandActions", command.path("commandActions"));
    details.putArray("availableDecisions").add("accept").add("cancel");
    return details;
  }

  private void patch(JsonNode step) throws Interrupted, InterruptedException, ExecutionException {
    ObjectNode change = item("fileChange", "call_" + nextItem++);
    ObjectNode edit = change.putArray("changes").addObject();
    edit.put("path", step.path("path").asString()).put("diff", step.path("diff").asString());
    edit.putObject("kind").put("type", "add");
    change.put("status", "inProgress");
    ObjectNode details = FakeAppServer.MAPPER.createObjectNode();
    if (!step.path("approve").asBoolean(false)) {
      emitItem("item/started", change);
    } else if (!approved(
        change,
        "item/fileChange/requestApproval",
        details.putNull("reason").putNull("grantRoot"))) {
      return;
    }
    complete(change.put("status", "completed"));
    server.emit(
        "turn/diff/updated",
        turnParams().put("diff", "diff --git a b\n+" + edit.path("diff").asString()));
  }

  /** Asks; returns whether to go on with the item. */
  private boolean approved(ObjectNode item, String method, ObjectNode details)
      throws Interrupted, InterruptedException, ExecutionException {
    flags("waitingOnApproval");
    emitItem("item/started", item);
    ObjectNode request = turnParams().put("itemId", item.path("id").asString());
    request.setAll(details);
    JsonNode answer = await(server.ask(method, request));
    flags(null);
    JsonNode decision = answer.path("result").path("decision");
    String word = decision.isObject() ? "accept" : decision.asString("error");
    switch (word) {
      case "accept", "acceptForSession" -> {
        return true;
      }
      case "decline" -> complete(item.put("status", "declined"));
      case "cancel" -> {
        complete(item.put("status", "declined"));
        throw new Interrupted();
      }
      default -> complete(item.put("status", "failed"));
    }
    return false;
  }

  private void call(JsonNode step) throws Interrupted, InterruptedException, ExecutionException {
    ObjectNode call = toolItem(step);
    JsonNode answer = awaitTool(startCall(call));
    endCall(call, answer);
  }

  private void together(JsonNode step)
      throws Interrupted, InterruptedException, ExecutionException {
    List<ObjectNode> calls = new ArrayList<>();
    List<FakeAppServer.Asked> asked = new ArrayList<>();
    for (JsonNode inner : step.path("steps")) {
      ObjectNode call = toolItem(inner);
      calls.add(call);
      asked.add(startCall(call));
    }
    for (int i = 0; i < calls.size(); i++) {
      endCall(calls.get(i), awaitTool(asked.get(i)));
    }
  }

  private ObjectNode toolItem(JsonNode step) {
    ObjectNode call = item("dynamicToolCall", "call_" + nextItem++);
    call.put("tool", step.path("tool").asString()).putNull("namespace");
    call.set("arguments", step.path("arguments"));
    return call.put("status", "inProgress");
  }

  private FakeAppServer.Asked startCall(ObjectNode call) {
    emitItem("item/started", call);
    synchronized (this) {
      // As long as there is no answer, the call is on record as one that failed.
      items.add(call.deepCopy().put("status", "failed").put("success", false));
    }
    thread.note(this);
    ObjectNode request = turnParams().put("callId", call.path("id").asString());
    request.putNull("namespace").put("tool", call.path("tool").asString());
    request.set("arguments", call.path("arguments"));
    return server.ask("item/tool/call", request);
  }

  private void endCall(ObjectNode call, JsonNode answer) {
    JsonNode result = answer.path("result");
    boolean success = result.path("success").asBoolean(false);
    call.put("status", success ? "completed" : "failed").put("success", success);
    call.set("contentItems", result.path("contentItems"));
    complete(call);
    if (success && !result.path("contentItems").isEmpty()) {
      input = result.path("contentItems").get(0).path("text").asString("");
    }
  }

  private void spawn(JsonNode step) throws Interrupted, InterruptedException, ExecutionException {
    String child = UUID.randomUUID().toString();
    String childTurn = UUID.randomUUID().toString();
    ObjectNode spawn = item("collabAgentToolCall", "call_" + nextItem++);
    spawn.put("tool", "spawnAgent").put("senderThreadId", thread.id()).put("status", "inProgress");
    spawn.putArray("receiverThreadIds");
    emitItem("item/started", spawn);
    spawn.putArray("receiverThreadIds").add(child);
    complete(spawn.put("status", "completed"));

    ObjectNode turn = FakeAppServer.MAPPER.createObjectNode();
    turn.put("id", childTurn).put("rootTurnId", id).put("status", "inProgress");
    ObjectNode started = childParams(child);
    started.set("turn", turn);
    server.emit("turn/started", started);
    if (step.path("approve").asBoolean(false)) {
      ObjectNode request = childParams(child).put("turnId", childTurn).put("itemId", "call_c");
      request.put("kind", "command").put("command", "/bin/bash -lc 'touch child'");
      await(server.ask("item/commandExecution/requestApproval", request));
    }
    ObjectNode said = childParams(child).put("turnId", childTurn);
    ObjectNode message = item("agentMessage", "msg-child");
    said.set("item", message.put("text", step.path("text").asString("child done")));
    server.emit("item/completed", said);
    ObjectNode usage = childParams(child).put("turnId", childTurn);
    usage.putObject("tokenUsage").putObject("total").put("totalTokens", 999);
    server.emit("thread/tokenUsage/updated", usage);
    ObjectNode ended = childParams(child);
    turn.put("status", "completed").putArray("items").add(message);
    ended.set("turn", turn);
    server.emit("turn/completed", ended);
  }

  private static ObjectNode childParams(String child) {
    return FakeAppServer.MAPPER.createObjectNode().put("threadId", child);
  }

  private void flood(int count) {
    ObjectNode message = item("agentMessage", "msg-" + nextItem++).put("text", "");
    emitItem("item/started", message);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      ObjectNode delta = turnParams().put("itemId", message.path("id").asString());
      server.emit("item/agentMessage/delta", delta.put("delta", i + " "));
      text.append(i).append(' ');
    }
    complete(message.put("text", text.toString()));
  }

  /** A command that outlives its turn. */
  private void late(JsonNode step) {
    ObjectNode command = item("commandExecution", "call_late");
    command.put("command", "/bin/bash -lc 'sleep 9'").put("status", "failed").put("exitCode", -1);
    Runnable end =
        () -> {
          ObjectNode delta = turnParams().put("itemId", "call_late");
          server.emit("item/commandExecution/outputDelta", delta.put("delta", "late output"));
          ObjectNode done = turnParams();
          done.set("item", command);
          server.emit("item/completed", done);
        };
    if (step.path("untilCleaned").asBoolean(false)) {
      thread.terminal(end);
    } else {
      afterwards.add(end);
    }
  }

  private void hold() throws Interrupted, InterruptedException {
    while (!steered.await(5, TimeUnit.MILLISECONDS)) {
      sleep(0);
    }
  }

  private void sleep(long millis) throws Interrupted, InterruptedException {
    if (stop.await(Math.max(0, millis), TimeUnit.MILLISECONDS)) {
      throw new Interrupted();
    }
  }

  /** Waits for the answer, or for an interrupt. */
  private JsonNode await(FakeAppServer.Asked asked)
      throws Interrupted, InterruptedException, ExecutionException {
    synchronized (open) {
      open.add(asked.id());
    }
    JsonNode answer = awaitTool(asked);
    resolve(asked.id());
    return answer;
  }

  private JsonNode awaitTool(FakeAppServer.Asked asked)
      throws Interrupted, InterruptedException, ExecutionException {
    while (true) {
      try {
        return asked.answer().get(2, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        sleep(0);
      }
    }
  }

  private void resolve(int requestId) {
    synchronized (open) {
      open.remove(Integer.valueOf(requestId));
    }
    server.emit("serverRequest/resolved", thread.params().put("requestId", requestId));
  }

  private ObjectNode tellError(JsonNode step, boolean willRetry) {
    ObjectNode told = FakeAppServer.MAPPER.createObjectNode();
    told.put("message", step.path("message").asString("it broke"));
    told.set("codexErrorInfo", step.path("type"));
    told.putNull("additionalDetails");
    ObjectNode notice = turnParams().put("willRetry", willRetry);
    notice.set("error", told);
    server.emit("error", notice);
    return told;
  }

  private void usage(int input, int output) {
    thread.use(input, output);
    ObjectNode told = turnParams();
    told.set("tokenUsage", thread.usage());
    server.emit("thread/tokenUsage/updated", told);
    ObjectNode limits = FakeAppServer.MAPPER.createObjectNode();
    limits.putObject("rateLimits").put("limitId", "codex");
    server.emit("account/rateLimits/updated", limits);
  }

  private void finish(String how, ObjectNode why) {
    synchronized (this) {
      status = how;
      error = why;
    }
    thread.ended(this);
    server.emit("thread/readState/changed", thread.params());
    server.emit("thread/status/changed", thread.status());
    ObjectNode completed = thread.params();
    completed.set("turn", describe(true));
    server.emit("turn/completed", completed);
    List<Integer> withdrawn;
    synchronized (open) {
      withdrawn = List.copyOf(open);
    }
    withdrawn.forEach(this::resolve);
    afterwards.forEach(Runnable::run);
  }

  private synchronized ObjectNode describe(boolean ended) {
    ObjectNode turn = FakeAppServer.MAPPER.createObjectNode();
    turn.put("id", id).put("rootTurnId", id).put("status", status);
    turn.set("error", error == null ? FakeAppServer.MAPPER.nullNode() : error);
    ArrayNode shown = turn.putArray("items");
    if (ended && status.equals("completed")) {
      JsonNode last = null;
      for (JsonNode item : items) {
        last = item.path("type").asString().equals("agentMessage") ? item : last;
      }
      if (last != null) {
        shown.add(last);
      }
    }
    return turn.put("itemsView", shown.isEmpty() ? "notLoaded" : "summary");
  }

  private void userMessage(JsonNode from) {
    ObjectNode message = item("userMessage", UUID.randomUUID().toString());
    message.put("clientId", from.path("clientUserMessageId").asString(null));
    message.set("content", from.path("input"));
    emitItem("item/started", message);
    complete(message);
    thread.note(this);
  }

  private void whole(ObjectNode item) {
    emitItem("item/started", item);
    complete(item);
  }

  private void complete(ObjectNode item) {
    synchronized (this) {
      String itemId = item.path("id").asString();
      for (int i = items.size() - 1; i >= 0; i--) {
        if (items.get(i).path("id").asString().equals(itemId)) {
          items.remove(i);
        }
      }
      items.add(item.deepCopy());
    }
    emitItem("item/completed", item);
  }

  private void emitItem(String method, ObjectNode item) {
    ObjectNode told = turnParams();
    told.set("item", item);
    server.emit(method, told);
  }

  private void flags(String flag) {
    ObjectNode told = thread.params();
    ArrayNode flags = told.putObject("status").put("type", "active").putArray("activeFlags");
    if (flag != null) {
      flags.add(flag);
    }
    server.emit("thread/status/changed", told);
  }

  private ObjectNode addressed(JsonNode step) {
    ObjectNode all = turnParams();
    all.setAll((ObjectNode) step.path("params").deepCopy());
    return all;
  }

  private ObjectNode turnParams() {
    return thread.params().put("turnId", id);
  }

  private static ObjectNode item(String type, String id) {
    return FakeAppServer.MAPPER.createObjectNode().put("type", type).put("id", id);
  }

  private static String lastText(JsonNode params) {
    String last = "";
    for (JsonNode item : params.path("input")) {
      last = item.path("text").asString(last);
    }
    return last;
  }

  private static List<JsonNode> stepsFor(JsonNode root, JsonNode params) {
    for (JsonNode rule : root.path("turns")) {
      String words = rule.path("when").asString();
      for (JsonNode item : params.path("input")) {
        if (item.path("text").asString("").contains(words)) {
          return list(rule.path("steps"));
        }
      }
    }
    return root.has("steps")
        ? list(root.path("steps"))
        : List.of(FakeScript.say("You said: {input}"));
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }
}
