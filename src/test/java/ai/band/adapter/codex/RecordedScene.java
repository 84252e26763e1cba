package ai.band.adapter.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.band.api.Emit;
import ai.band.api.MessageOutcome;
import ai.band.api.TurnSignal;
import ai.band.local.world.Entry;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays a recording to the whole adapter: every thread of the recording is a room of a local Band,
 * every turn a message of Alice, every recorded decision a command of hers. What Codex sends goes
 * through the client as it was recorded.
 */
final class RecordedScene implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final AdapterStage stage = new AdapterStage(FakeScript.create());
  private final List<Frame> frames;
  private final Map<String, JsonNode> opened = new HashMap<>();
  private final Map<String, StageRoom> rooms = new LinkedHashMap<>();
  private final Map<String, Work> running = new HashMap<>();
  private final Map<String, JsonNode> asked = new HashMap<>();
  private final Map<String, BlockingQueue<JsonNode>> toolAnswers = new ConcurrentHashMap<>();
  private RecordedCodex codex = new RecordedCodex();
  private int barriers;

  private record Frame(boolean sent, JsonNode message) {
    String method() {
      return message.path("method").asString("");
    }

    JsonNode id() {
      return message.path("id");
    }

    JsonNode params() {
      return message.path("params");
    }

    String threadId() {
      return params().path("threadId").asString("");
    }
  }

  private record Work(String turnId, Future<MessageOutcome> outcome, StageSignal signal) {
    boolean isSilenced() {
      return signal.cause() != null;
    }
  }

  private RecordedScene(List<Frame> frames) throws InterruptedException {
    this.frames = frames;
    stage.transports(() -> codex);
    stage.builder(builder -> builder.emit(Emit.values()));
    List<Map<String, Object>> tools = new ArrayList<>();
    for (Frame frame : frames) {
      String tool = frame.params().path("tool").asString("");
      if (frame.method().equals("item/tool/call") && tools.stream().noneMatch(named(tool))) {
        var schema = Map.of("type", "object");
        tools.add(Map.of("name", tool, "description", "recorded", "inputSchema", schema));
        stage.builder(builder -> builder.toolHandler(tool, given -> recordedAnswer(tool, given)));
      }
    }
    stage.config(
        config ->
            config
                .model("gpt-5.5")
                .streamReasoningEvents(true)
                .streamPlanEvents(true)
                .streamCommentaryEvents(true)
                .emitTurnTaskMarkers(true)
                .emitTurnLifecycleEvents(true)
                .emitDiffEvents(true)
                .emitTokenUsageEvents(true)
                .streamFlushMs(60_000)
                .additionalDynamicTools(tools));
    stage.start();
  }

  /** What the rooms hold in the end, for people to read. */
  static String play(Path capture) throws Exception {
    try (var scene = new RecordedScene(read(capture))) {
      scene.play();
      return RoomText.of(scene.rooms.values());
    }
  }

  private static List<Frame> read(Path capture) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (String line : Files.readAllLines(capture)) {
      JsonNode frame = JSON.readTree(line);
      if (frame.path("msg").isObject()) {
        frames.add(new Frame(frame.path("dir").asString("").equals("out"), frame.path("msg")));
      }
    }
    return frames;
  }

  private static java.util.function.Predicate<Map<String, Object>> named(String tool) {
    return spec -> tool.equals(spec.get("name"));
  }

  private void play() throws Exception {
    for (Frame frame : frames) {
      if (frame.message().has("_note")) {
        nextProcess();
      } else if (frame.sent()) {
        clientSends(frame);
      } else if (frame.method().isEmpty()) {
        codexAnswers(frame);
      } else if (frame.message().has("id")) {
        codexAsks(frame);
      } else {
        codexTells(frame);
      }
    }
    die();
    for (StageRoom room : rooms.values()) {
      settle(room);
    }
  }

  private void clientSends(Frame frame) throws Exception {
    Work work = running.get(frame.threadId());
    switch (frame.method()) {
      case "" -> {
        JsonNode request = asked.remove("server " + frame.id());
        if (request != null) {
          decide(request, frame.message());
        }
      }
      case "turn/start", "review/start" -> {
        JsonNode answer = answerTo(frame);
        if (work == null && opened.containsKey(frame.threadId()) && answer.has("result")) {
          begin(frame, answer);
        }
      }
      case "turn/interrupt" -> {
        if (work != null && !work.isSilenced()) {
          settle(rooms.get(frame.threadId()), frame.threadId());
          work.signal().raise(TurnSignal.Cause.INTERRUPTED);
        }
      }
      case "thread/start", "thread/resume" -> asked.put(frame.id().toString(), frame.message());
      default -> {}
    }
  }

  private JsonNode answerTo(Frame request) {
    return frames.stream()
        .skip(frames.indexOf(request))
        .filter(f -> !f.sent() && f.method().isEmpty() && f.id().equals(request.id()))
        .findFirst()
        .map(Frame::message)
        .orElse(JSON.createObjectNode());
  }

  private void codexAnswers(Frame frame) {
    JsonNode request = asked.remove(frame.id().toString());
    JsonNode result = frame.message().path("result");
    String threadId = result.path("thread").path("id").asString("");
    if (request != null && !threadId.isEmpty()) {
      opened.put(threadId, result);
      codex.offerResume(threadId, result);
    }
  }

  private void begin(Frame frame, JsonNode answer) throws InterruptedException {
    String threadId = frame.threadId();
    JsonNode result = opened.get(threadId);
    StageRoom room = rooms.get(threadId);
    if (room == null) {
      room = new StageRoom(stage, stage.newRoom(), false);
      rooms.put(threadId, room);
      codex.offerThread(result);
    }
    String said = frame.params().path("input").path(0).path("text").asString("").strip();
    String text = said.isEmpty() ? "(" + frame.method() + ")" : said;
    var signal = new StageSignal();
    var outcome = stage.start(stage.post(room, stage.alice(), text), signal);
    JsonNode request = codex.nextTurn();
    codex.answer(request.path("id"), answer);
    String turnId = answer.path("result").path("turn").path("id").asString("");
    running.put(threadId, new Work(turnId, outcome, signal));
  }

  private void codexTells(Frame frame) throws Exception {
    String threadId = frame.threadId();
    Work work = running.get(threadId);
    StageRoom room = rooms.get(threadId);
    boolean compacted =
        frame.method().equals("item/completed")
            && frame.params().path("item").path("type").asString("").equals("contextCompaction");
    int before = room == null ? 0 : count(room, "context_compaction");
    codex.push(frame.message());
    if (frame.method().equals("serverRequest/resolved")) {
      asked.remove("server " + frame.params().path("requestId"));
    }
    if (room != null && work == null && compacted) {
      awaitTrue(() -> count(room, "context_compaction") > before);
    }
    boolean over =
        frame.method().equals("turn/completed")
            && work != null
            && frame.params().path("turn").path("id").asString("").equals(work.turnId());
    if (over) {
      work.outcome().get(60, TimeUnit.SECONDS);
      running.remove(threadId);
      settle(room);
    }
  }

  private void codexAsks(Frame frame) throws InterruptedException {
    String owner = ownerOf(frame.threadId());
    StageRoom room = rooms.get(owner);
    Work work = running.get(owner);
    boolean repeated = asked.put("server " + frame.id(), frame.message()) != null;
    if (work == null || work.isSilenced() || repeated) {
      codex.push(frame.message());
      return;
    }
    settle(room, owner);
    int events = decisions(room);
    int texts = texts(room);
    codex.push(frame.message());
    if (frame.method().equals("item/tool/call")) {
      awaitTrue(() -> has(room, "tool_call", frame.params()));
      if (frame.params().path("tool").asString("").startsWith("band_")) {
        // Nobody decides about these: the next one must not overtake it.
        awaitTrue(() -> has(room, "tool_result", frame.params()));
      }
    } else if (isForPeople(frame.method())) {
      awaitTrue(() -> decisions(room) > events);
    }
    boolean waits = isForPeople(frame.method()) && !codex.isAnswered(frame.id());
    if (waits && count(room, "approval_request") > 0) {
      awaitTrue(() -> texts(room) > texts || codex.isAnswered(frame.id()));
    }
  }

  /** A sub-agent works for the room of its parent. */
  private String ownerOf(String threadId) {
    if (rooms.containsKey(threadId)) {
      return threadId;
    }
    return frames.stream()
        .filter(
            f -> f.params().path("item").path("receiverThreadIds").toString().contains(threadId))
        .map(Frame::threadId)
        .findFirst()
        .orElse(threadId);
  }

  private static boolean isForPeople(String method) {
    return method.endsWith("requestApproval")
        || method.endsWith("requestUserInput")
        || method.endsWith("elicitation/request");
  }

  private void decide(JsonNode request, JsonNode answer) throws Exception {
    String method = request.path("method").asString("");
    String owner = ownerOf(request.path("params").path("threadId").asString(""));
    StageRoom room = rooms.get(owner);
    Work work = running.get(owner);
    if (work == null || work.isSilenced()) {
      return;
    }
    if (method.equals("item/tool/call")) {
      JsonNode params = request.path("params");
      answersOf(params.path("tool").asString(""), params.path("arguments")).add(answer);
      awaitTrue(() -> codex.isAnswered(request.path("id")) && has(room, "tool_result", params));
    } else if (!isForPeople(method)) {
      awaitTrue(() -> codex.isAnswered(request.path("id")));
    } else if (!codex.isAnswered(request.path("id"))) {
      String command = command(answer, "req-" + request.path("id").asString());
      stage.work(stage.post(room, stage.alice(), command));
      awaitTrue(() -> codex.isAnswered(request.path("id")));
    }
    settle(room, owner);
  }

  private static String command(JsonNode answer, String id) {
    JsonNode result = answer.path("result");
    JsonNode decision = result.path("decision");
    JsonNode given = result.path("answers");
    JsonNode form = result.path("content");
    if (!given.isEmpty() && !given.iterator().next().path("answers").isEmpty()) {
      List<String> words = new ArrayList<>();
      given.iterator().next().path("answers").forEach(word -> words.add(word.asString()));
      return "/answer " + id + " " + String.join(", ", words);
    }
    if (!form.isEmpty()) {
      return "/answer " + id + " " + form.iterator().next().asString();
    }
    if (decision.asString("").equals("acceptForSession")) {
      return "/approve-session " + id;
    }
    boolean accepted =
        decision.asString("").equals("accept")
            || decision.isObject()
            || result.path("action").asString("").equals("accept")
            || !result.path("permissions").isEmpty();
    return (accepted ? "/approve " : "/decline ") + id;
  }

  private String recordedAnswer(String tool, JsonNode arguments) throws Exception {
    JsonNode answer = answersOf(tool, arguments).poll(60, TimeUnit.SECONDS);
    JsonNode result = answer == null ? JSON.createObjectNode() : answer.path("result");
    String text = result.path("contentItems").path(0).path("text").asString("(no text)");
    if (!result.path("success").asBoolean(false)) {
      throw new IOException(text);
    }
    return text;
  }

  private BlockingQueue<JsonNode> answersOf(String tool, JsonNode arguments) {
    return toolAnswers.computeIfAbsent(tool + arguments, key -> new LinkedBlockingQueue<>());
  }

  /** The recording goes on with another process of Codex, and we with another one of ours. */
  private void nextProcess() throws Exception {
    die();
    running.clear();
    stage.adapter().close(Duration.ofMinutes(1));
    codex = new RecordedCodex();
    stage.start();
  }

  /** Ends the process of Codex and waits until everybody has heard of all that ended with it. */
  private void die() throws Exception {
    List<StageRoom> askedInVain =
        asked.values().stream()
            .filter(request -> isForPeople(request.path("method").asString("")))
            .filter(request -> !codex.isAnswered(request.path("id")))
            .map(request -> ownerOf(request.path("params").path("threadId").asString("")))
            .filter(owner -> running.containsKey(owner) && !running.get(owner).isSilenced())
            .map(rooms::get)
            .toList();
    codex.die();
    for (Work work : running.values()) {
      work.outcome().get(60, TimeUnit.SECONDS);
    }
    for (StageRoom room : askedInVain) {
      awaitTrue(
          () ->
              room.room().timeline().stream()
                  .anyMatch(entry -> entry.isText() && entry.content().contains(" is void: ")));
    }
    for (StageRoom room : rooms.values()) {
      awaitTrue(() -> count(room, "approval_resolution") == count(room, "approval_request"));
    }
  }

  /** Waits until all that Codex has sent so far has become events of the room. */
  private void settle(StageRoom room, String threadId) throws InterruptedException {
    String mark = RoomText.BARRIER + barriers++;
    ObjectNode message = JSON.createObjectNode().put("method", "codex/event/task_started");
    message
        .putObject("params")
        .put("threadId", threadId)
        .put("turnId", running.get(threadId).turnId())
        .put("taskId", mark);
    codex.push(message);
    awaitTrue(() -> room.room().timeline().stream().anyMatch(e -> e.content().contains(mark)));
    settle(room);
  }

  private void settle(StageRoom room) throws InterruptedException {
    var session = stage.adapter().rooms().sessions().find(room.roomId());
    assertThat(session == null || session.outbox().drain(PATIENCE)).isTrue();
  }

  private static void awaitTrue(BooleanSupplier condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition::getAsBoolean);
  }

  private static boolean has(StageRoom room, String type, JsonNode call) {
    String id = call.path("callId").asString("");
    return room.room().timeline().stream()
        .anyMatch(entry -> entry.type().equals(type) && entry.content().contains(id));
  }

  private static int decisions(StageRoom room) {
    return count(room, "approval_request") + count(room, "approval_resolution");
  }

  private static int count(StageRoom room, String eventType) {
    return (int)
        room.room().timeline().stream()
            .filter(e -> e.metadata() != null)
            .filter(e -> e.metadata().path("codex_event_type").asString("").equals(eventType))
            .count();
  }

  private int texts(StageRoom room) {
    return (int) room.room().timeline().stream().filter(Entry::isText).filter(this::isOurs).count();
  }

  private boolean isOurs(Entry entry) {
    return entry.sender().id().equals(stage.bot().id());
  }

  @Override
  public void close() {
    stage.close();
  }
}
