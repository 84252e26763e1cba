package ai.band.testkit;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One conversation of a fake. */
final class FakeThread {
  private static final int INVALID = -32600;

  private final FakeThreads threads;
  private final ObjectNode record;
  private final String sandbox;
  private final List<Runnable> terminals = new CopyOnWriteArrayList<>();
  private FakeTurn active;
  private FakeTurn starting;

  private FakeThread(FakeThreads threads, ObjectNode record, String sandbox) {
    this.threads = threads;
    this.record = record;
    this.sandbox = sandbox;
  }

  static FakeThread create(FakeThreads threads, JsonNode params) {
    ObjectNode record = FakeAppServer.MAPPER.createObjectNode();
    record.put("id", UUID.randomUUID().toString());
    record.put("model", params.path("model").asString("gpt-fake-max"));
    record.put("cwd", params.path("cwd").asString("/workspace"));
    JsonNode policy = params.path("approvalPolicy");
    if (policy.isString() || policy.isObject()) {
      record.set("approvalPolicy", policy);
    } else {
      record.put("approvalPolicy", "on-request");
    }
    record.set("dynamicTools", params.path("dynamicTools"));
    record.putArray("turns");
    record.putObject("usage");
    return new FakeThread(threads, record, params.path("sandbox").asString("read-only"));
  }

  /** Everything comes back but the sandbox. */
  static FakeThread restore(FakeThreads threads, ObjectNode record, JsonNode params) {
    for (JsonNode turn : record.path("turns")) {
      if (turn.path("status").asString("").equals("inProgress")) {
        ((ObjectNode) turn).put("status", "interrupted");
      }
    }
    if (params.path("model").isString()) {
      record.set("model", params.path("model"));
    }
    return new FakeThread(threads, record, params.path("sandbox").asString("read-only"));
  }

  String id() {
    return record.path("id").asString();
  }

  ObjectNode record() {
    return record;
  }

  synchronized FakeTurn active() {
    return active;
  }

  synchronized boolean begin(FakeTurn turn) {
    if (active != null || starting != null) {
      return false;
    }
    starting = turn;
    ((ArrayNode) record.path("turns")).add(turn.stored());
    threads.save(id(), record);
    return true;
  }

  synchronized void started(FakeTurn turn) {
    starting = null;
    active = turn;
  }

  synchronized void ended(FakeTurn turn) {
    starting = null;
    active = null;
    note(turn);
  }

  /** Stores what the turn has come to. */
  synchronized void note(FakeTurn turn) {
    ArrayNode turns = (ArrayNode) record.path("turns");
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (turns.get(i).path("id").asString().equals(turn.id())) {
        turns.set(i, turn.stored());
        break;
      }
    }
    threads.save(id(), record);
  }

  /** The turn that a request names, or the refusal that the real server gives. */
  synchronized FakeTurn activeFor(JsonNode params, String field, String verb) {
    if (active == null) {
      throw new FakeRefusal(INVALID, "no active turn to " + verb);
    }
    String named = params.path(field).asString();
    if (!named.equals(active.id()) && !(verb.equals("interrupt") && named.isEmpty())) {
      throw new FakeRefusal(
          INVALID, "expected active turn id " + named + " but found " + active.id());
    }
    return active;
  }

  void terminal(Runnable kill) {
    terminals.add(kill);
  }

  void killTerminals() {
    terminals.forEach(Runnable::run);
    terminals.clear();
  }

  synchronized void use(int input, int output) {
    ObjectNode usage = (ObjectNode) record.path("usage");
    ObjectNode last = counts(input, output);
    JsonNode before = usage.path("total");
    ObjectNode total =
        counts(
            before.path("inputTokens").asInt(0) + input,
            before.path("outputTokens").asInt(0) + output);
    usage.set("total", total);
    usage.set("last", last);
    usage.put("modelContextWindow", 258_400);
  }

  synchronized ObjectNode usage() {
    return (ObjectNode) record.path("usage").deepCopy();
  }

  ObjectNode usageReplay() {
    JsonNode turns = record.path("turns");
    String turnId = turns.isEmpty() ? "" : turns.get(turns.size() - 1).path("id").asString();
    ObjectNode params = params().put("turnId", turnId);
    params.set("tokenUsage", usage());
    return params;
  }

  ObjectNode params() {
    return FakeAppServer.MAPPER.createObjectNode().put("threadId", id());
  }

  ObjectNode status() {
    ObjectNode params = params();
    ObjectNode status =
        params.putObject("status").put("type", active() == null ? "idle" : "active");
    if (active() != null) {
      status.putArray("activeFlags");
    }
    return params;
  }

  ObjectNode summary() {
    ObjectNode summary =
        FakeAppServer.MAPPER
            .createObjectNode()
            .put("id", id())
            .put("cwd", record.path("cwd").asString())
            .put("cliVersion", "0.169.0");
    summary.set("status", status().path("status"));
    summary.putArray("turns");
    return summary;
  }

  ObjectNode opened() {
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode();
    answer.set("thread", summary());
    answer.set("model", record.path("model"));
    answer.put("modelProvider", "fake");
    answer.set("cwd", record.path("cwd"));
    answer.set("approvalPolicy", record.path("approvalPolicy"));
    answer.putObject("sandbox").put("type", policyOf(sandbox));
    answer.putNull("reasoningEffort");
    answer.putArray("instructionSources");
    return answer;
  }

  /** Newest first; of each turn the user's messages and the last agent message. */
  synchronized ObjectNode turns(JsonNode params) {
    ArrayNode all = (ArrayNode) record.path("turns");
    int limit = params.path("limit").asInt(25);
    int skip = Integer.parseInt(params.path("cursor").asString("0"));
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode();
    ArrayNode data = answer.putArray("data");
    for (int i = all.size() - 1 - skip; i >= 0 && data.size() < limit; i--) {
      ObjectNode turn = (ObjectNode) all.get(i).deepCopy();
      turn.set("items", summarised(turn.path("items")));
      data.add(turn.put("itemsView", "summary"));
    }
    int seen = skip + data.size();
    return seen < all.size()
        ? answer.put("nextCursor", String.valueOf(seen))
        : answer.putNull("nextCursor");
  }

  synchronized ObjectNode items(JsonNode params) {
    ObjectNode answer = FakeAppServer.MAPPER.createObjectNode();
    ArrayNode data = answer.putArray("data");
    for (JsonNode turn : record.path("turns")) {
      if (params.path("turnId").asString("").equals(turn.path("id").asString())) {
        for (JsonNode item : turn.path("items")) {
          ObjectNode entry = data.addObject().put("turnId", turn.path("id").asString());
          entry.set("item", item);
        }
      }
    }
    return answer.putNull("nextCursor");
  }

  private static ArrayNode summarised(JsonNode items) {
    ArrayNode kept = FakeAppServer.MAPPER.createArrayNode();
    JsonNode lastSaid = null;
    for (JsonNode item : items) {
      if (item.path("type").asString().equals("userMessage")) {
        kept.add(item);
      } else if (item.path("type").asString().equals("agentMessage")) {
        lastSaid = item;
      }
    }
    if (lastSaid != null) {
      kept.add(lastSaid);
    }
    return kept;
  }

  private static ObjectNode counts(int input, int output) {
    return FakeAppServer.MAPPER
        .createObjectNode()
        .put("totalTokens", input + output)
        .put("inputTokens", input)
        .put("cachedInputTokens", 0)
        .put("outputTokens", output)
        .put("reasoningOutputTokens", 0);
  }

  private static String policyOf(String mode) {
    return switch (mode) {
      case "workspace-write" -> "workspaceWrite";
      case "danger-full-access" -> "dangerFullAccess";
      default -> "readOnly";
    };
  }
}
