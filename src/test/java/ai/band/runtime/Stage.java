package ai.band.runtime;

import static org.awaitility.Awaitility.await;

import ai.band.api.AgentConfig;
import ai.band.api.ContactEventConfig;
import ai.band.api.ParticipantListener;
import ai.band.api.Preprocessor;
import ai.band.api.SessionConfig;
import ai.band.local.LocalBand;
import ai.band.local.LocalBandOptions;
import ai.band.local.world.Entry;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.BandLinkOptions;
import ai.band.platform.phoenix.PhoenixOptions;
import ai.band.platform.phoenix.ReconnectSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A local Band with one person and one agent, and the runtime of that agent on it. */
final class Stage implements AutoCloseable {
  final LocalBand band;
  final Person alice;
  final RegisteredAgent planner;
  final ScriptedAdapter adapter = new ScriptedAdapter();
  SessionConfig session = SessionConfig.builder().idleResync(Duration.ofMinutes(30)).build();
  AgentConfig config = AgentConfig.defaults();
  ContactEventConfig contacts = ContactEventConfig.disabled();
  Preprocessor preprocessor = Preprocessor.passThrough();
  ParticipantListener onAdded = (room, participant) -> {};
  ParticipantListener onRemoved = (room, participant) -> {};
  UnaryOperator<BandLinkOptions> link = UnaryOperator.identity();
  RuntimeTiming timing = quick();
  private final List<AgentRuntime> started = new ArrayList<>();

  Stage() {
    this(LocalBandOptions.DEFAULTS);
  }

  Stage(LocalBandOptions options) {
    band = LocalBand.start(options);
    alice = band.world().directory().addPerson("alice", "Alice Example");
    planner = band.world().directory().addAgent(alice, "Planner", "Plans things");
  }

  /** The waits of a hurried runtime. */
  static RuntimeTiming quick() {
    Duration short_ = Duration.ofMillis(50);
    return new RuntimeTiming(
        List.of(short_, short_),
        short_,
        short_,
        short_,
        short_,
        Duration.ofMillis(400),
        Duration.ofMinutes(5),
        Duration.ofMillis(20));
  }

  /** Work that ignores its signal is interrupted soon. */
  static RuntimeTiming impatientWithSignals() {
    RuntimeTiming quick = quick();
    return new RuntimeTiming(
        quick.identityLadder(),
        quick.retryBase(),
        quick.claimBase(),
        quick.acknowledgeBase(),
        quick.catchUpBase(),
        quick.longest(),
        Duration.ofMillis(300),
        quick.sweep());
  }

  /** The same, with long waits between attempts. */
  static RuntimeTiming patientWithAttempts() {
    RuntimeTiming quick = quick();
    return new RuntimeTiming(
        quick.identityLadder(),
        Duration.ofMinutes(10),
        quick.claimBase(),
        quick.acknowledgeBase(),
        quick.catchUpBase(),
        Duration.ofMinutes(10),
        quick.signalGrace(),
        quick.sweep());
  }

  /** Rooms that ask for missed messages so often. */
  static SessionConfig lookingEvery(Duration interval) {
    return SessionConfig.builder().idleResync(interval).build();
  }

  /** The room's object in the runtime that was started last. */
  RoomWorker worker(Room room) {
    return Objects.requireNonNull(started.getLast().room(room.id()));
  }

  Room room() {
    return band.world().rooms().create(alice, "Release", planner);
  }

  Entry says(Room room, String text) {
    return band.world().messages().post(room, alice, "@alice/planner " + text, planner);
  }

  AgentRuntime start() throws InterruptedException {
    AgentRuntime runtime = prepared();
    runtime.start();
    return runtime;
  }

  AgentRuntime prepared() {
    var options =
        link.apply(
            BandLinkOptions.of(planner.id(), planner.apiKey(), band.socketUrl(), band.restUrl())
                .withSocket(
                    PhoenixOptions.builder()
                        .reconnect(ReconnectSettings.constant(Duration.ofMillis(50)))
                        .build()));
    var runtime =
        new AgentRuntime(
            new RuntimeSettings(
                adapter, options, config, session, contacts, preprocessor, onAdded, onRemoved),
            timing);
    started.add(runtime);
    return runtime;
  }

  /** The agent's answers in a room, oldest first, without the mention in front. */
  List<String> answers(Room room) {
    return band.world().ledger().texts(room).stream()
        .filter(entry -> entry.sender() == planner)
        .map(entry -> entry.content().replaceAll("^@\\[\\[[^]]*]] ?", ""))
        .toList();
  }

  ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(10));
  }

  /** Waits until the platform calls every message of the room processed. */
  void awaitAllProcessed(Room room) {
    soon().until(() -> band.world().deliveries().next(room, planner) == null);
  }

  void stop(@Nullable Duration timeout) throws InterruptedException {
    for (AgentRuntime runtime : started) {
      runtime.stop(timeout);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop(null);
    band.close();
  }
}
