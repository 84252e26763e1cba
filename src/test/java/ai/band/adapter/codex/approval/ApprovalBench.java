package ai.band.adapter.codex.approval;

import ai.band.adapter.codex.QuietRoom;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.room.TurnClock;
import ai.band.adapter.codex.telemetry.OrderedOutbox;
import ai.band.adapter.codex.telemetry.Outbox;
import ai.band.api.AdapterFeatures;
import ai.band.api.AgentIdentity;
import ai.band.api.Participant;
import ai.band.api.PlatformMessage;
import ai.band.api.TurnSignal;
import ai.band.codex.protocol.FileEdit;
import ai.band.codex.protocol.RequestCall;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ThreadItem;
import ai.band.platform.SecretMask;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestOptions;
import ai.band.platform.rest.RetrySettings;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a registry of requests needs around it: requests, turns, a room, and a platform. */
final class ApprovalBench {
  static final Decider ALICE = new Decider("00000000-0000-4000-8000-00000000a11c", "Alice", "User");
  static final Decider PLANNER =
      new Decider("00000000-0000-4000-8000-00000000b07a", "Planner", "Agent");
  static final Decider BOB = new Decider("00000000-0000-4000-8000-000000000b0b", "Bob", "User");
  private static final String BOT = "00000000-0000-4000-8000-00000000b07b";
  private static final String ROOM = "00000000-0000-4000-8000-000000000001";
  private static final JsonMapper JSON = JsonMapper.shared();

  private ApprovalBench() {}

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request as Codex's client hands it over; the first answer counts. */
  static final class Call implements RequestCall {
    private final RequestId id;
    private final ObjectNode params;
    private final List<JsonNode> answers = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final List<Thread> running = new CopyOnWriteArrayList<>();
    private boolean withdrawn;

    private final String method;
    private final ThreadItem item;

    private Call(RequestId id, String method, ObjectNode params, ThreadItem item) {
      this.id = id;
      this.method = method;
      this.params = params;
      this.item = item;
    }

    /** Any request of the turn {@code t0}; the parameters are JSON. */
    static Call of(int id, String method, String params) {
      return of(id, method, params, null);
    }

    static Call of(int id, String method, String params, ThreadItem item) {
      ObjectNode all = JSON.createObjectNode().put("threadId", "thread").put("turnId", "t0");
      all.put("itemId", "call_" + id);
      all.setAll((ObjectNode) JSON.readTree(params));
      return new Call(new RequestId(Integer.toString(id), true), method, all, item);
    }

    /** A change of new files. */
    static Call files(int id, String... paths) {
      List<FileEdit> edits = new ArrayList<>();
      for (String path : paths) {
        edits.add(new FileEdit(path, "add", null, "one\ntwo"));
      }
      ThreadItem item =
          new ThreadItem.FileChange("call_" + id, edits, "inProgress", JSON.createObjectNode());
      return of(id, "item/fileChange/requestApproval", "{}", item);
    }

    static Call command(int id, String turnId, String command) {
      ObjectNode params = JSON.createObjectNode().put("kind", "command").put("turnId", turnId);
      params.put("threadId", "thread").put("itemId", "call_" + id).put("cwd", "/workspace");
      params.put("command", "/bin/bash -lc '" + command + "'");
      params.putArray("availableDecisions").add("accept").add("cancel");
      return new Call(
          new RequestId(Integer.toString(id), true),
          "item/commandExecution/requestApproval",
          params,
          null);
    }

    /** Codex takes it back, as at the end of its turn and of its process. */
    void withdraw() {
      List<Runnable> due;
      synchronized (this) {
        if (!isOpen()) {
          return;
        }
        withdrawn = true;
        due = List.copyOf(actions);
      }
      due.forEach(this::start);
    }

    private void start(Runnable action) {
      running.add(Thread.ofVirtual().start(action));
    }

    boolean awaitEndOfActions(long millis) throws InterruptedException {
      for (Thread thread : running) {
        if (!thread.join(Duration.ofMillis(millis))) {
          return false;
        }
      }
      return true;
    }

    synchronized List<JsonNode> answers() {
      return List.copyOf(answers);
    }

    synchronized boolean wasWithdrawn() {
      return withdrawn;
    }

    @Override
    public RequestId id() {
      return id;
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public JsonNode params() {
      return params;
    }

    @Override
    public String threadId() {
      return params.path("threadId").asString();
    }

    @Override
    public String turnId() {
      return params.path("turnId").asString();
    }

    @Override
    public String itemId() {
      return params.path("itemId").asString();
    }

    @Override
    public String parentThreadId() {
      return null;
    }

    @Override
    public ThreadItem item() {
      return item;
    }

    @Override
    public synchronized boolean respond(JsonNode result) {
      return isOpen() && answers.add(result);
    }

    @Override
    public synchronized boolean fail(int code, String message) {
      return isOpen() && answers.add(JSON.createObjectNode().put("error", code));
    }

    @Override
    public synchronized boolean isOpen() {
      return !withdrawn && answers.isEmpty();
    }

    @Override
    public void onWithdrawn(Runnable action) {
      synchronized (this) {
        if (!withdrawn) {
          actions.add(action);
          return;
        }
      }
      start(action);
    }
  }

  /** A turn at work. */
  static final class Work implements RunningTurn {
    private final String id;
    private final Decider requester;
    private final TurnClock clock = new TurnClock(Duration.ofMinutes(3));
    private final TurnSignal never = new NeverRaised();
    private final PostGate gate = new PostGate(never);

    Work(String id, Decider requester) {
      this.id = id;
      this.requester = requester;
    }

    @Override
    public PlatformMessage message() {
      return new PlatformMessage(
          "m-" + id,
          ROOM,
          "do it",
          requester.id(),
          requester.type(),
          requester.name(),
          "text",
          Map.of(),
          Instant.EPOCH,
          false);
    }

    @Override
    public List<String> contributors() {
      return List.of(requester.id());
    }

    @Override
    public String threadId() {
      return "thread";
    }

    @Override
    public String turnId() {
      return id;
    }

    @Override
    public EffectiveSandbox sandbox() {
      return EffectiveSandbox.of(CodexAdapterConfig.builder().build(), new RoomOverrides());
    }

    @Override
    public TurnClock clock() {
      return clock;
    }

    @Override
    public PostGate gate() {
      return gate;
    }

    @Override
    public TurnSignal signal() {
      return never;
    }

    @Override
    public void stop(String reason) {
      gate.shut();
    }
  }

  private static final class NeverRaised implements TurnSignal {
    @Override
    public Cause cause() {
      return null;
    }

    @Override
    public Subscription onRaised(Runnable action) {
      return () -> {};
    }
  }

  /** A room whose posts a platform takes. */
  static final class Hall extends QuietRoom {
    private final RoomContext room;
    private final Outbox outbox;

    Hall(PostOffice post, CodexAdapterConfig config, AdapterFeatures features) {
      super(
          ROOM,
          new AgentIdentity(BOT, "Coder", "alice/coder", ALICE.id(), ""),
          List.of(
              new Participant(ALICE.id(), "Alice", "User", "alice", null, "owner"),
              new Participant(BOB.id(), "Bob", "User", "bob", null, "member"),
              new Participant(PLANNER.id(), "Planner", "Agent", "alice/planner", null, "member")));
      RoomPoster poster = new RoomPoster(post.rest, ROOM, BOT, new SecretMask());
      room = new RoomContext(this, config, features, new RoomOverrides(), poster);
      outbox = new OrderedOutbox(ROOM, poster);
    }

    RoomContext room() {
      return room;
    }

    Outbox outbox() {
      return outbox;
    }
  }

  /** A platform that takes every message. */
  static final class PostOffice implements AutoCloseable {
    private static final byte[] TAKEN =
        "{\"data\":{\"id\":\"00000000-0000-4000-8000-0000000000ff\",\"success\":true}}"
            .getBytes(StandardCharsets.UTF_8);
    private final HttpServer server;
    private final BandRest rest;
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger messagesBeforeHold = new AtomicInteger(Integer.MAX_VALUE);
    private final CountDownLatch released = new CountDownLatch(1);
    private final boolean keeping;

    PostOffice() {
      this(false);
    }

    /** With or without a memory of what was posted. */
    PostOffice(boolean keeping) {
      this.keeping = keeping;
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (refusing) {
              exchange.sendResponseHeaders(422, -1);
              exchange.close();
              return;
            }
            if (keeping) {
              JsonNode posted = JSON.readTree(body);
              holdIfWanted(posted);
              keep(posted);
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, TAKEN.length);
            exchange.getResponseBody().write(TAKEN);
            exchange.close();
          });
      server.start();
      rest =
          BandRest.open(
              BandRestOptions.of(
                      URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "key")
                  .withRetry(new RetrySettings(0, Duration.ofMillis(1), Duration.ofSeconds(1))));
    }

    private void keep(JsonNode body) {
      if (body.has("message")) {
        messages.add(body.path("message"));
      } else {
        events.add(body.path("event"));
      }
    }

    private void holdIfWanted(JsonNode posted) {
      if (posted.has("message") && messagesBeforeHold.getAndDecrement() <= 0) {
        held.incrementAndGet();
        ApprovalBench.await(released);
      }
    }

    /** Lets messages wait until they are released. */
    void hold() {
      holdAfter(0);
    }

    /** The same after some messages. */
    void holdAfter(int messages) {
      messagesBeforeHold.set(messages);
    }

    /** How many messages have been held. */
    int held() {
      return held.get();
    }

    void release() {
      messagesBeforeHold.set(Integer.MAX_VALUE);
      released.countDown();
    }

    /** Takes nothing more. */
    void refuse() {
      refusing = true;
    }

    /** Texts of the messages, oldest first. */
    List<String> texts() {
      return messages.stream().map(m -> m.path("content").asString()).toList();
    }

    List<JsonNode> messages() {
      return messages;
    }

    /** Metadata of the events of a type in {@code codex_event_type}, oldest first. */
    List<JsonNode> events(String type) {
      return events.stream()
          .map(event -> event.path("metadata"))
          .filter(metadata -> metadata.path("codex_event_type").asString("").equals(type))
          .toList();
    }

    /** Contents of the events of a message type. */
    List<String> contents(String messageType) {
      return events.stream()
          .filter(event -> event.path("message_type").asString("").equals(messageType))
          .map(event -> event.path("content").asString())
          .toList();
    }

    @Override
    public void close() {
      rest.close();
      server.stop(0);
    }
  }
}
