package ai.band.testkit;

import ai.band.codex.transport.CodexTransport;
import ai.band.codex.transport.TransportEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stand-in for {@code codex app-server} that speaks the recorded protocol without a model. It is
 * a program of its own, started by {@link #command}, and can also run inside a test by {@link
 * #transport}. It refuses what the real one refuses, and shares no code with the client.
 *
 * <p>With {@code CODEX_HOME} set to an existing folder it keeps its threads there, so that they can
 * be resumed by the next process.
 */
public final class FakeAppServer {
  /** The variable that holds the {@link FakeScript}. */
  public static final String SCRIPT = "FAKE_CODEX_SCRIPT";

  static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int INVALID = -32600;

  private final FakeScript script;
  private final Consumer<String> out;
  private final IntConsumer exit;
  private final FakeThreads threads;
  private final ReentrantLock writing = new ReentrantLock();
  private final ExecutorService turns = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger nextRequest = new AtomicInteger();
  private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> countdown = new ConcurrentHashMap<>();
  private final List<JsonNode> received = new ArrayList<>();
  private volatile boolean initialized;
  private volatile boolean experimental;
  private volatile Set<String> optedOut = Set.of();

  FakeAppServer(FakeScript script, Consumer<String> out, IntConsumer exit, FakeThreads threads) {
    this.script = script;
    this.out = out;
    this.exit = exit;
    this.threads = threads;
    for (String kind : List.of("overloaded", "unanswered")) {
      script
          .root()
          .path(kind)
          .properties()
          .forEach(e -> countdown.put(kind + e.getKey(), new AtomicInteger(e.getValue().asInt())));
    }
  }

  /** The argv that starts a fake in a process of its own. Its script is in {@link #environment}. */
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-cp",
        System.getProperty("java.class.path"),
        FakeAppServer.class.getName());
  }

  /** What the process needs. */
  public static Map<String, String> environment(FakeScript script) {
    return Map.of(SCRIPT, script.toJson());
  }

  /** A fake inside this process, which forgets its threads at the end. */
  public static InMemory transport(FakeScript script) {
    return new InMemory(script, FakeThreads.inMemory());
  }

  public static void main(String[] args) throws IOException {
    String json = System.getenv(SCRIPT);
    FakeScript script = json == null ? FakeScript.create() : FakeScript.parse(json);
    JsonNode root = script.root();
    if (root.has("stderr")) {
      System.err.println(root.path("stderr").asString());
    }
    if (root.has("exitAtStart")) {
      Runtime.getRuntime().halt(root.path("exitAtStart").asInt());
    }
    PrintStream stdout = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    FakeAppServer server =
        new FakeAppServer(
            script,
            line -> {
              stdout.print(line + "\n");
              stdout.flush();
            },
            code -> Runtime.getRuntime().halt(code),
            FakeThreads.in(System.getenv("CODEX_HOME")));
    server.greet();
    boolean stubborn = root.path("stubborn").asBoolean(false);
    if (stubborn) {
      Runtime.getRuntime().addShutdownHook(new Thread(FakeAppServer::hang));
    }
    server.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    if (stubborn) {
      hang();
    }
    Runtime.getRuntime().halt(0);
  }

  /** What was received so far, in order. */
  List<JsonNode> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  void greet() {
    int lines = script.root().path("garbageAtStart").asInt(0);
    for (int i = 0; i < lines; i++) {
      raw("Welcome to something else, line " + i);
    }
  }

  /** Takes one line of input. */
  void accept(String line) {
    JsonNode message;
    try {
      message = MAPPER.readTree(line);
    } catch (JacksonException e) {
      return;
    }
    if (!message.isObject()) {
      return;
    }
    synchronized (received) {
      received.add(message);
    }
    if (script.root().path("silent").asBoolean(false)) {
      return;
    }
    JsonNode id = message.path("id");
    if (!message.path("method").isString()) {
      CompletableFuture<JsonNode> waiting = asked.remove(id.toString());
      if (waiting != null) {
        waiting.complete(message);
      }
      return;
    }
    if (id.isIntegralNumber() || id.isString()) {
      answer(id, message.path("method").asString(), message);
    }
  }

  private void answer(JsonNode id, String method, JsonNode message) {
    if (counts("unanswered" + method)) {
      return;
    }
    if (counts("overloaded" + method)) {
      error(id, new FakeRefusal(-32001, "Server overloaded; retry later."));
      return;
    }
    try {
      FakeRefusal.check(method, message, initialized, experimental);
      if (script.root().path("refused").has(method)) {
        throw new FakeRefusal(INVALID, script.root().path("refused").path(method).asString());
      }
      handle(id, method, message.path("params"));
    } catch (FakeRefusal refusal) {
      error(id, refusal);
    }
  }

  private boolean counts(String key) {
    AtomicInteger left = countdown.get(key);
    return left != null && left.getAndDecrement() > 0;
  }

  private void handle(JsonNode id, String method, JsonNode params) {
    switch (method) {
      case "initialize" -> initialize(id, params);
      case "model/list" -> result(id, FakeAnswers.models(params));
      case "account/read" -> result(id, FakeAccount.read(script));
      case "account/login/start" -> {
        result(id, FakeAccount.startLogin(script, params));
        FakeAccount.loginNews(script, params).forEach(this::emit);
      }
      case "command/exec" -> result(id, FakeSandbox.run(script, params));
      case "account/login/cancel" ->
          result(id, MAPPER.createObjectNode().put("status", "canceled"));
      case "thread/start" -> startThread(id, params);
      case "thread/resume" -> resume(id, params);
      case "thread/turns/list" -> result(id, threads.stored(params).turns(params));
      case "thread/items/list" -> result(id, threads.stored(params).items(params));
      case "thread/read" -> {
        ObjectNode answer = MAPPER.createObjectNode();
        answer.set("thread", threads.stored(params).summary());
        result(id, answer);
      }
      case "thread/loaded/list" -> result(id, threads.loaded());
      case "thread/archive" -> {
        threads.archive(params);
        result(id, MAPPER.createObjectNode());
        emit("thread/archived", MAPPER.createObjectNode().set("threadId", params.path("threadId")));
      }
      case "thread/unarchive" -> {
        ObjectNode answer = MAPPER.createObjectNode();
        answer.set("thread", threads.unarchive(params));
        result(id, answer);
        emit(
            "thread/unarchived",
            MAPPER.createObjectNode().set("threadId", params.path("threadId")));
      }
      case "thread/unsubscribe" -> result(id, threads.unsubscribe(params));
      case "thread/name/set" -> {
        threads.mustBeStored(params);
        result(id, MAPPER.createObjectNode());
      }
      case "thread/inject_items", "thread/settings/update" -> {
        threads.running(params);
        result(id, MAPPER.createObjectNode());
      }
      case "thread/backgroundTerminals/clean" -> {
        FakeThread thread = threads.running(params);
        result(id, MAPPER.createObjectNode());
        thread.killTerminals();
      }
      case "thread/compact/start" -> {
        FakeThread thread = threads.running(params);
        result(id, MAPPER.createObjectNode());
        begin(thread, FakeTurn.compaction(this, thread));
      }
      case "turn/start" -> startTurn(id, params);
      case "turn/steer" -> {
        FakeTurn turn = threads.running(params).activeFor(params, "expectedTurnId", "steer");
        turn.steer(params);
        result(id, MAPPER.createObjectNode().put("turnId", turn.id()));
      }
      case "turn/interrupt" -> {
        FakeTurn turn = threads.running(params).activeFor(params, "turnId", "interrupt");
        result(id, MAPPER.createObjectNode());
        turn.interrupt();
      }
      default -> throw FakeRefusal.unknownVariant(method);
    }
  }

  private void initialize(JsonNode id, JsonNode params) {
    JsonNode capabilities = params.path("capabilities");
    experimental = capabilities.path("experimentalApi").asBoolean(false);
    Set<String> methods = ConcurrentHashMap.newKeySet();
    capabilities.path("optOutNotificationMethods").forEach(m -> methods.add(m.asString()));
    optedOut = methods;
    initialized = true;
    String version = script.root().path("version").asString("0.169.0");
    result(
        id,
        MAPPER
            .createObjectNode()
            .put(
                "userAgent",
                params.path("clientInfo").path("name").asString("") + "/" + version + " (Fake)")
            .put("codexHome", "/home/user/.codex")
            .put("platformFamily", "unix")
            .put("platformOs", "linux"));
    ObjectNode remote = MAPPER.createObjectNode().put("status", "disabled");
    emit("remoteControl/status/changed", remote);
  }

  private void startThread(JsonNode id, JsonNode params) {
    FakeThread thread = threads.create(params);
    result(id, thread.opened());
    ObjectNode started = MAPPER.createObjectNode();
    started.set("thread", thread.summary());
    emit("thread/started", started);
  }

  private void resume(JsonNode id, JsonNode params) {
    String other = script.root().path("resumesAs").asString("");
    FakeThread thread = other.isEmpty() ? threads.load(params) : threads.loadOther(params, other);
    emit("thread/status/changed", thread.status());
    result(id, thread.opened());
    if (thread.usage().has("total")) {
      emit("thread/tokenUsage/updated", thread.usageReplay());
    }
    emit("thread/goal/cleared", MAPPER.createObjectNode().set("threadId", params.path("threadId")));
  }

  private void startTurn(JsonNode id, JsonNode params) {
    FakeThread thread = threads.running(params);
    FakeTurn active = thread.active();
    if (active != null) {
      active.steer(params);
      result(id, active.answer());
      return;
    }
    FakeTurn turn = new FakeTurn(this, thread, script, params);
    if (!thread.begin(turn)) {
      error(id, new FakeRefusal(-32603, "another turn is starting"));
      return;
    }
    if (script.root().path("eventsBeforeAnswer").asBoolean(false)) {
      turn.announce();
      result(id, turn.answer());
    } else {
      result(id, turn.answer());
    }
    turns.execute(turn);
  }

  private void begin(FakeThread thread, FakeTurn turn) {
    if (thread.begin(turn)) {
      turns.execute(turn);
    }
  }

  /** Sends a request and returns the future of the whole answer. */
  Asked ask(String method, ObjectNode params) {
    int id = nextRequest.getAndIncrement();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(String.valueOf(id), answer);
    ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", params);
    raw(message.toString());
    return new Asked(id, answer);
  }

  record Asked(int id, CompletableFuture<JsonNode> answer) {}

  void emit(String method, JsonNode params) {
    if (optedOut.contains(method)) {
      return;
    }
    ObjectNode message = MAPPER.createObjectNode().put("method", method);
    message.set("params", params);
    raw(message.put("emittedAtMs", System.currentTimeMillis()).toString());
  }

  void raw(String line) {
    writing.lock();
    try {
      out.accept(line);
    } finally {
      writing.unlock();
    }
  }

  void exit(int code) {
    exit.accept(code);
  }

  private void result(JsonNode id, JsonNode result) {
    ObjectNode message = MAPPER.createObjectNode();
    message.set("id", id);
    message.set("result", result);
    raw(message.toString());
  }

  private void error(JsonNode id, FakeRefusal refusal) {
    ObjectNode message = MAPPER.createObjectNode();
    message.set("id", id);
    message.putObject("error").put("code", refusal.code()).put("message", refusal.getMessage());
    raw(message.toString());
  }

  private void serve(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      accept(line);
    }
  }

  /**
   * Longer than any test waits, but not for ever: a broken test must not leave processes behind.
   */
  private static void hang() {
    try {
      new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A fake on the other side of method calls. */
  public static final class InMemory implements CodexTransport {
    private final FakeScript script;
    private final FakeThreads threads;
    private volatile FakeAppServer server;
    private volatile Receiver receiver;
    private volatile boolean ended;
    private volatile boolean dying;

    private InMemory(FakeScript script, FakeThreads threads) {
      this.script = script;
      this.threads = threads;
    }

    /** Another connection's fake with the same stored threads, as after a restart. */
    public InMemory restarted(FakeScript next) {
      return new InMemory(next, threads.afterRestart());
    }

    /** Everything that the client has sent. */
    public List<JsonNode> sent() {
      return server.received();
    }

    /** The parameters of all requests of this method. */
    public List<JsonNode> sent(String method) {
      return sent().stream()
          .filter(message -> message.path("method").asString("").equals(method))
          .map(message -> message.path("params"))
          .toList();
    }

    /** Sends a line as it is. */
    public void push(String line) {
      server.raw(line);
    }

    @Override
    public void open(Receiver client) {
      receiver = client;
      server =
          new FakeAppServer(
              script,
              line -> {
                if (!ended) {
                  client.received(line);
                }
              },
              code -> end(new TransportEnd("The fake ended.", code, List.of("fake: bye"))),
              threads);
      server.greet();
    }

    @Override
    public void send(String message) throws IOException {
      if (dying) {
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
            .execute(() -> end(new TransportEnd("The fake ended.", 9, List.of())));
      }
      if (ended || dying) {
        throw new IOException("the fake has ended");
      }
      server.accept(message);
    }

    /** Dies, which is noticed only a moment after something could not be sent. */
    public void dieUnnoticed() {
      dying = true;
    }

    @Override
    public void close() {
      end(TransportEnd.because("closed"));
    }

    @Override
    public String description() {
      return "fake in memory";
    }

    private void end(TransportEnd why) {
      if (!ended) {
        ended = true;
        receiver.ended(why);
      }
    }
  }
}
