package ai.band.codex;

import static org.assertj.core.api.Assertions.assertThat;

import ai.band.codex.Recording.Frame;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadEvent;
import ai.band.codex.protocol.TurnEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays a recording to a client: makes the client send the recorded requests and answers, and sends
 * it what Codex sent.
 */
final class Replay {
  private static final String MARK = "replay/over";

  private final Recording recording;
  private final ManualTransport codex = new ManualTransport();
  private final CodexClient client;
  private final Map<String, CodexThread> threads = new LinkedHashMap<>();
  private final Map<String, JsonNode> idsSent = new HashMap<>();
  private final Map<String, BlockingQueue<ServerRequest>> asked = new ConcurrentHashMap<>();
  private final List<CompletableFuture<?>> calls = new ArrayList<>();
  private final BlockingQueue<ThreadEvent> idle = new LinkedBlockingQueue<>();
  private final BlockingQueue<ThreadEvent> notices = new LinkedBlockingQueue<>();
  private final List<Turn> turns = new ArrayList<>();

  Replay(Recording recording) throws Exception {
    this.recording = recording;
    var opening =
        CompletableFuture.supplyAsync(
            () -> CodexClient.open(CodexOptions.defaults(), codex), Thread.ofVirtual()::start);
    JsonNode initialize = codex.next("initialize");
    codex.answer(initialize, recording.handshake().toString());
    codex.next("initialized");
    client = opening.get(60, TimeUnit.SECONDS);
    client.onRequest(this::note);
    client.onNotice(notices::add);
  }

  Outcome play() throws Exception {
    for (Frame frame : recording.afterHandshake().frames()) {
      if (frame.out()) {
        send(frame);
      } else {
        receive(frame);
      }
    }
    codex.end("The recording is over.", null);
    List<List<TurnEvent>> streams = new ArrayList<>();
    for (Turn turn : turns) {
      streams.add(Await.all(turn));
    }
    threads.keySet().forEach(id -> codex.notify(MARK, "{\"threadId\":\"" + id + "\"}"));
    codex.notify(MARK, "{}");
    return new Outcome(
        streams, drained(idle, threads.size()), drained(notices, 1), threads.keySet());
  }

  record Outcome(
      List<List<TurnEvent>> streams,
      List<TurnEvent> idle,
      List<TurnEvent> notices,
      Set<String> threadIds) {
    /** All events of threads, those of sub-agents unwrapped. */
    List<TurnEvent> events() {
      List<TurnEvent> all = new ArrayList<>(idle);
      streams.forEach(all::addAll);
      return all.stream()
          .map(e -> e instanceof TurnEvent.FromSubAgent child ? child.event() : e)
          .toList();
    }
  }

  private void send(Frame frame) throws Exception {
    if (frame.isAnswer()) {
      answerAsRecorded(frame);
    } else if (frame.isRequest()) {
      JsonNode params = frame.params();
      start(frame.method(), params);
      JsonNode sent = codex.next();
      assertThat(sent.path("method").asString("")).isEqualTo(frame.method());
      idsSent.put(frame.message().path("id").toString(), sent.path("id"));
    }
  }

  private void start(String method, JsonNode params) {
    CodexThread thread = threads.get(params.path("threadId").asString(""));
    Map<String, JsonNode> all = new LinkedHashMap<>();
    params.properties().forEach(e -> all.put(e.getKey(), e.getValue()));
    switch (method) {
      case "thread/start" -> calls.add(opened(() -> client.startThread(options(all))));
      case "thread/resume" ->
          calls.add(
              opened(() -> client.resumeThread(params.path("threadId").asString(), options(all))));
      case "turn/start" -> {
        if (thread == null || thread.runningTurnId() != null) {
          calls.add(Await.background(() -> client.request(method, params)));
        } else {
          calls.add(
              Await.background(() -> thread.startTurn(TurnRequest.builder().extra(all).build())));
        }
      }
      default -> calls.add(Await.background(() -> client.request(method, params)));
    }
  }

  private ThreadOptions options(Map<String, JsonNode> params) {
    return ThreadOptions.builder()
        .extra(params)
        .onRequest(this::note)
        .onIdleEvent(idle::add)
        .build();
  }

  private void receive(Frame frame) throws Exception {
    ObjectNode message = (ObjectNode) frame.message().deepCopy();
    if (frame.isAnswer()) {
      JsonNode id = idsSent.remove(message.path("id").toString());
      if (id == null) {
        codex.push(message.put("id", 1_000_000).toString());
        return;
      }
      CompletableFuture<?> call = calls.getLast();
      message.set("id", id);
      codex.push(message.toString());
      if (idsSent.isEmpty()) {
        keep(call);
      }
    } else {
      codex.push(message.toString());
    }
  }

  private void keep(CompletableFuture<?> call) throws Exception {
    Object result = call.handle((value, error) -> value).get(60, TimeUnit.SECONDS);
    if (result instanceof Turn turn) {
      turns.add(turn);
    } else if (result instanceof CodexThread thread) {
      threads.put(thread.id(), thread);
    }
  }

  private void answerAsRecorded(Frame frame) throws Exception {
    JsonNode id = frame.message().path("id");
    if (idOfClock(id)) {
      assertThat(codex.next().path("id")).isEqualTo(id);
      return;
    }
    BlockingQueue<ServerRequest> queue = queueOf(id.toString());
    ServerRequest request = queue.poll(60, TimeUnit.SECONDS);
    assertThat(request).as("request %s", id).isNotNull();
    boolean counted =
        frame.message().has("result")
            ? request.call().respond(frame.message().path("result"))
            : request
                .call()
                .fail(
                    frame.message().path("error").path("code").asInt(),
                    frame.message().path("error").path("message").asString(""));
    if (counted) {
      JsonNode sent = codex.next();
      assertThat(sent.path("id")).isEqualTo(id);
      assertThat(sent.path("result")).isEqualTo(frame.message().path("result"));
    }
  }

  private boolean idOfClock(JsonNode id) {
    return recording.frames().stream()
        .anyMatch(
            f ->
                !f.out()
                    && f.isRequest()
                    && f.method().equals("currentTime/read")
                    && f.message().path("id").equals(id));
  }

  private void note(ServerRequest request) {
    assertThat(request).isNotInstanceOf(ServerRequest.UnknownRequest.class);
    queueOf(request.call().id().toJson().toString()).add(request);
  }

  private BlockingQueue<ServerRequest> queueOf(String id) {
    return asked.computeIfAbsent(id, key -> new LinkedBlockingQueue<>());
  }

  private CompletableFuture<?> opened(java.util.concurrent.Callable<CodexThread> call) {
    return Await.background(call);
  }

  /** Everything that a listener has heard, up to the marks that the replay sets at its end. */
  private static List<TurnEvent> drained(BlockingQueue<ThreadEvent> queue, int marks)
      throws InterruptedException {
    List<TurnEvent> all = new ArrayList<>();
    int left = marks;
    while (left > 0) {
      ThreadEvent event = queue.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("after %s", all).isNotNull();
      if (event.event() instanceof TurnEvent.Unrecognised u && u.method().equals(MARK)) {
        left--;
      } else {
        all.add(event.event());
      }
    }
    return all;
  }
}
