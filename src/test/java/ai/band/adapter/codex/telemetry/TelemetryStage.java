package ai.band.adapter.codex.telemetry;

import ai.band.adapter.codex.QuietRoom;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.PostGate;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.room.TurnClock;
import ai.band.api.AdapterFeatures;
import ai.band.api.AgentIdentity;
import ai.band.api.Emit;
import ai.band.api.Participant;
import ai.band.api.PlatformMessage;
import ai.band.api.TurnSignal;
import ai.band.codex.protocol.RequestCall;
import ai.band.codex.protocol.RequestId;
import ai.band.codex.protocol.ServerRequest;
import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnEvent;
import ai.band.platform.SecretMask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A room and its telemetry, with everything that the telemetry needs around it. */
final class TelemetryStage {
  static final String ROOM = "00000000-0000-4000-8000-000000000001";
  static final String ALICE = "00000000-0000-4000-8000-00000000a11c";
  private static final String BOT = "00000000-0000-4000-8000-00000000b07b";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final RoomContext room;
  private final RecordedOutbox outbox;
  private final CodexTelemetry telemetry;
  private long nanos;

  private TelemetryStage(CodexAdapterConfig config, AdapterFeatures features) {
    room = room(config, features, null);
    outbox = new RecordedOutbox();
    telemetry = new CodexTelemetry(room, outbox, () -> nanos);
  }

  static TelemetryStage of(CodexAdapterConfig config, Emit... emit) {
    return new TelemetryStage(config, AdapterFeatures.emitting(emit));
  }

  /** Everything is reported. */
  static TelemetryStage withEverything() {
    return of(everything(), Emit.values());
  }

  static CodexAdapterConfig everything() {
    return CodexAdapterConfig.builder()
        .streamReasoningEvents(true)
        .streamPlanEvents(true)
        .streamCommentaryEvents(true)
        .emitTurnTaskMarkers(true)
        .emitTurnLifecycleEvents(true)
        .emitDiffEvents(true)
        .emitTokenUsageEvents(true)
        .build();
  }

  private static QuietRoom hall() {
    return new QuietRoom(
        ROOM,
        new AgentIdentity(BOT, "Coder", "alice/coder", ALICE, ""),
        List.of(new Participant(ALICE, "Alice", "User", "alice", null, "owner")));
  }

  static RoomContext room(CodexAdapterConfig config, AdapterFeatures features, RoomPoster poster) {
    return new RoomContext(hall(), config, features, new RoomOverrides(), poster);
  }

  static RoomPoster poster(BandStandIn band) {
    return new RoomPoster(band.rest(), ROOM, BOT, new SecretMask());
  }

  CodexTelemetry telemetry() {
    return telemetry;
  }

  /** What would have been posted, in its order. */
  List<RoomEvent> events() {
    return outbox.events();
  }

  /** Those of a message type. */
  List<RoomEvent> events(String type) {
    return events().stream().filter(event -> event.type().equals(type)).toList();
  }

  /** Those whose metadata names this kind. */
  List<RoomEvent> kind(String eventType) {
    return events().stream()
        .filter(event -> eventType.equals(event.metadata().get("codex_event_type")))
        .toList();
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  void at(Duration time) {
    nanos = time.toNanos();
  }

  TurnTelemetry turn() {
    return telemetry.turnStarted(new Work("thread-1", "turn-1", "do it"));
  }

  static JsonNode json(String quotedSingly) {
    return JSON.readTree(quotedSingly.replace('\'', '"'));
  }

  static TurnEvent event(String method, String params) {
    return TurnEvent.of(method, json(params));
  }

  static TurnEvent completed(String item) {
    return event("item/completed", "{'item':" + item + "}");
  }

  static TurnEvent started(String item) {
    return event("item/started", "{'item':" + item + "}");
  }

  static TurnEvent over() {
    return event("turn/completed", "{'turn':{'id':'turn-1','status':'completed','items':[]}}");
  }

  static TurnEnd end() {
    return new TurnEnd("completed", null, null, Duration.ofMillis(1_234), "");
  }

  static TurnEnd failure(TurnError error, String partialText) {
    String reason = "The request could not be completed (failed).";
    return new TurnEnd("failed", error, reason, Duration.ofMillis(1_234), partialText);
  }

  static ServerRequest.DynamicToolCall toolCall(String params) {
    return new ServerRequest.DynamicToolCall(new Call(json(params)));
  }

  static ServerRequest.DynamicToolCall toolCall(JsonNode params) {
    return new ServerRequest.DynamicToolCall(new Call(params));
  }

  private record Call(JsonNode params) implements RequestCall {
    @Override
    public RequestId id() {
      return new RequestId("1", true);
    }

    @Override
    public String method() {
      return "item/tool/call";
    }

    @Override
    public String threadId() {
      return params.path("threadId").asString("");
    }

    @Override
    public String turnId() {
      return params.path("turnId").asString("");
    }

    @Override
    public String itemId() {
      return null;
    }

    @Override
    public String parentThreadId() {
      return null;
    }

    @Override
    public ThreadItem item() {
      return null;
    }

    @Override
    public boolean respond(JsonNode result) {
      return true;
    }

    @Override
    public boolean fail(int code, String message) {
      return true;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void onWithdrawn(Runnable action) {}
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

  /** A turn at work. */
  static final class Work implements RunningTurn {
    private final String threadId;
    private final String turnId;
    private final String text;
    private final TurnSignal never = new NeverRaised();
    private final PostGate gate = new PostGate(never);
    private final TurnClock clock = new TurnClock(Duration.ofMinutes(3));

    Work(String threadId, String turnId, String text) {
      this.threadId = threadId;
      this.turnId = turnId;
      this.text = text;
    }

    @Override
    public PlatformMessage message() {
      return new PlatformMessage(
          "m-" + turnId,
          ROOM,
          text,
          ALICE,
          "User",
          "Alice",
          "text",
          Map.of(),
          Instant.EPOCH,
          false);
    }

    @Override
    public List<String> contributors() {
      return List.of(ALICE);
    }

    @Override
    public String threadId() {
      return threadId;
    }

    @Override
    public String turnId() {
      return turnId;
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
}
