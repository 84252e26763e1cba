package ai.band.adapter.codex;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.CodexConfigBuilder;
import ai.band.api.AdapterInput;
import ai.band.api.AgentIdentity;
import ai.band.api.AgentStart;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import ai.band.api.PlatformMessage;
import ai.band.codex.transport.CodexTransport;
import ai.band.local.LocalBand;
import ai.band.local.json.EntryShapes;
import ai.band.local.world.Entry;
import ai.band.local.world.Identity;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestOptions;
import ai.band.platform.rest.RetrySettings;
import ai.band.testkit.FakeAppServer;
import ai.band.testkit.FakeScript;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The adapter between a local Band and a fake app-server, without the runtime: tests hand it
 * messages as the runtime would.
 */
public final class AdapterStage implements AutoCloseable {
  private final LocalBand band = LocalBand.start();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Person alice = band.world().directory().addPerson("alice", "Alice");
  private final RegisteredAgent bot =
      band.world().directory().addAgent(alice, "Coder", "Writes code");
  private final RegisteredAgent peer =
      band.world().directory().addAgent(alice, "Planner", "Makes plans");
  private final BandRest rest =
      BandRest.open(
          BandRestOptions.of(band.restUrl(), bot.apiKey())
              .withRetry(new RetrySettings(0, Duration.ofMillis(1), Duration.ofSeconds(1))));
  private final List<FakeAppServer.InMemory> servers = new CopyOnWriteArrayList<>();
  private final CodexConfigBuilder config = CodexAdapterConfig.builder();
  private final CodexAdapterBuilder builder = CodexAdapter.builder();
  private final Room room = newRoom();
  private final StageRoom handle = new StageRoom(this, room, false);
  private volatile FakeScript script;
  private volatile Supplier<CodexTransport> transports;
  private volatile CodexAdapter adapter;
  final List<Refusal> refusals = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile String heldBack;
  private volatile boolean waitsForRelease;
  volatile boolean unreachable;

  record Refusal(String method, AtomicInteger times, int code, String message) {
    boolean hits(String request) {
      return request.contains("\"" + method + "\"") && times.getAndDecrement() > 0;
    }
  }

  public AdapterStage(FakeScript script) {
    this.script = script;
  }

  /** Options to be set before the first start. */
  public AdapterStage config(UnaryOperator<CodexConfigBuilder> change) {
    change.apply(config);
    return this;
  }

  /** Further settings of the adapter. */
  public AdapterStage builder(UnaryOperator<CodexAdapterBuilder> change) {
    change.apply(builder);
    return this;
  }

  /** Starts an adapter; a second call is a restart of our program. */
  public CodexAdapter start() throws InterruptedException {
    return start(config.build());
  }

  /** The same with options that were settled elsewhere. */
  public CodexAdapter start(CodexAdapterConfig settled) throws InterruptedException {
    CodexAdapter made = builder.config(settled).clientFactory(this::connect).build();
    AgentIdentity self =
        new AgentIdentity(bot.id(), bot.name(), bot.handle(), alice.id(), "Writes code");
    made.onStarted(new AgentStart(self, rest));
    adapter = made;
    return made;
  }

  /** What further connections to Codex do; stored threads stay. */
  public void next(FakeScript nextScript) {
    script = nextScript;
  }

  /** The next requests of this method are refused with this message. */
  public void refuse(String method, int times, String message) {
    refuse(method, times, -32600, message);
  }

  /** Requests of this method are not sent before {@link #release}. */
  public void holdBack(String method) {
    heldBack = method;
  }

  /** Whether such a request waits. */
  public boolean holdsBack() {
    return waitsForRelease;
  }

  public void release() {
    released.countDown();
  }

  /** Called by whoever sends. */
  void awaitRelease(String request) throws IOException {
    String held = heldBack;
    if (held == null || !request.contains("\"" + held + "\"")) {
      return;
    }
    waitsForRelease = true;
    try {
      if (!released.await(30, TimeUnit.SECONDS)) {
        throw new IOException("never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The same with another code. */
  public void refuse(String method, int times, int code, String message) {
    refusals.add(new Refusal(method, new AtomicInteger(times), code, message));
  }

  /** Further connections cannot be made, or can again. */
  public void reachable(boolean on) {
    unreachable = !on;
  }

  /** Codex dies. */
  public void killCodex() {
    servers.getLast().close();
  }

  /** Connections lead there instead of to the fake app-server. */
  AdapterStage transports(Supplier<CodexTransport> made) {
    transports = made;
    return this;
  }

  private CodexTransport connect(CodexAdapterConfig ignored) {
    return transports != null ? transports.get() : new Interception(this, fake());
  }

  private FakeAppServer.InMemory fake() {
    FakeAppServer.InMemory made =
        servers.isEmpty() ? FakeAppServer.transport(script) : servers.getLast().restarted(script);
    if (!unreachable) {
      servers.add(made);
    }
    return made;
  }

  public Room newRoom() {
    return band.world().rooms().create(alice, "Workshop", bot, peer);
  }

  /** One more room with the same participants. */
  public StageRoom another() {
    return new StageRoom(this, newRoom(), false);
  }

  /** Alice writes to the agent, and the adapter works on it. */
  public MessageOutcome say(String text) throws InterruptedException {
    return work(post(text));
  }

  /** Alice's message in the room, not yet handed to anybody. */
  public Message post(String text) {
    return post(handle, alice, text);
  }

  public Message post(StageRoom where, Identity sender, String text) {
    Entry entry = band.world().messages().post(where.room(), sender, "@alice/coder " + text, bot);
    return new Message(where, entry, text, sender);
  }

  /** Marks a message as the runtime does before it hands it over. */
  public void claim(Message message) {
    band.world().deliveries().processing(room, bot, message.entry().id());
  }

  public MessageOutcome work(Message message) throws InterruptedException {
    return deliver(message, false, new StageSignal());
  }

  /** Hands a message over as the runtime does, by its lane. */
  public MessageOutcome deliver(Message message, boolean redelivered, StageSignal signal)
      throws InterruptedException {
    return deliver(message.input(redelivered, signal));
  }

  public MessageOutcome deliver(AdapterInput input) throws InterruptedException {
    if (adapter.laneOf(input.message()) == Lane.WORK) {
      return adapter.onMessage(input);
    }
    MessageOutcome outcome = adapter.onCommand(input);
    return outcome instanceof MessageOutcome.Queued ? adapter.onMessage(input) : outcome;
  }

  /** The same on another thread. */
  public Future<MessageOutcome> start(Message message, StageSignal signal) {
    return run(() -> deliver(message, false, signal));
  }

  public <T> Future<T> run(Callable<T> task) {
    return threads.submit(task);
  }

  /** Texts of the agent in the first room, mention tokens removed, oldest first. */
  public List<String> replies() {
    return replies(room);
  }

  public List<String> replies(Room where) {
    List<String> texts = new ArrayList<>();
    for (Entry entry : where.timeline()) {
      if (entry.isText() && entry.sender() == bot) {
        texts.add(entry.content().replaceFirst("^(@\\[\\[[^]]*]]\\s*)+", ""));
      }
    }
    return texts;
  }

  /** Events of a type in the first room, oldest first. */
  public List<Entry> events(String type) {
    return room.timeline().stream().filter(entry -> entry.type().equals(type)).toList();
  }

  /** Posts an event as the agent, as an earlier run of it would have. */
  public void remember(Map<String, Object> metadata) {
    rest.sendEvent(room.id(), "Task: Codex thread", "task", metadata);
  }

  /** Parameters of all requests of this method, over all connections. */
  public List<JsonNode> sent(String method) {
    List<JsonNode> all = new ArrayList<>();
    servers.forEach(server -> all.addAll(server.sent(method)));
    return all;
  }

  /** The texts of the newest turn's input. */
  public List<String> lastInput() {
    List<String> texts = new ArrayList<>();
    sent("turn/start").getLast().path("input").forEach(i -> texts.add(i.path("text").asString()));
    return texts;
  }

  public List<FakeAppServer.InMemory> servers() {
    return servers;
  }

  public LocalBand band() {
    return band;
  }

  public BandRest rest() {
    return rest;
  }

  public Room room() {
    return room;
  }

  public StageRoom handle() {
    return handle;
  }

  public Person alice() {
    return alice;
  }

  public RegisteredAgent bot() {
    return bot;
  }

  /** Another agent in the room. */
  public RegisteredAgent peer() {
    return peer;
  }

  public CodexAdapter adapter() {
    return adapter;
  }

  @Override
  public void close() {
    if (adapter != null) {
      adapter.close(Duration.ofSeconds(5));
    }
    threads.shutdownNow();
    rest.close();
    band.close();
  }

  /** A message that is in the room. */
  public record Message(StageRoom where, Entry entry, String text, Identity sender) {
    @SuppressWarnings("unchecked")
    private Map<String, Object> metadata() {
      JsonNode shape = EntryShapes.message(entry).path("metadata");
      return JsonMapper.shared().convertValue(shape, Map.class);
    }

    public AdapterInput input(boolean redelivered, StageSignal signal) {
      return input(redelivered, signal, null, null, () -> {});
    }

    public AdapterInput input(
        boolean redelivered,
        StageSignal signal,
        String participants,
        String contacts,
        Runnable delivered) {
      PlatformMessage message =
          new PlatformMessage(
              entry.id(),
              where.roomId(),
              "@alice/coder " + text,
              sender.id(),
              sender.type(),
              sender.name(),
              "text",
              metadata(),
              entry.insertedAt(),
              false);
      return new AdapterInput(
          message, where, participants, contacts, true, redelivered, signal, delivered);
    }
  }
}
