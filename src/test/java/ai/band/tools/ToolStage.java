package ai.band.tools;

import ai.band.api.AdapterFeatures;
import ai.band.api.AgentIdentity;
import ai.band.api.Capability;
import ai.band.api.HistoryEntry;
import ai.band.api.Participant;
import ai.band.api.RoomHandle;
import ai.band.api.TurnSignal;
import ai.band.local.LocalBand;
import ai.band.local.rest.CallLog;
import ai.band.local.world.Person;
import ai.band.local.world.RegisteredAgent;
import ai.band.local.world.Room;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestOptions;
import ai.band.platform.rest.RetrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The platform tools of one room, called as a model would, against a local Band that enforces the
 * rules of the API. Every call that is made is kept.
 */
final class ToolStage implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final LocalBand band = LocalBand.start();
  final Person alice = band.world().directory().addPerson("alice", "Alice Example");
  final Person bob = band.world().directory().addPerson("bob", "Bob Example");
  final RegisteredAgent bot = band.world().directory().addAgent(alice, "Coder", "Writes code");
  final RegisteredAgent planner = band.world().directory().addAgent(alice, "Planner", "Plans");
  final RegisteredAgent weather = band.world().directory().addAgent(alice, "Weather", null);
  final RegisteredAgent stranger = band.world().directory().addAgent(bob, "Stranger", null);
  final Room room = band.world().rooms().create(alice, "Workshop", bot, planner);
  final KnownRoom known = new KnownRoom(false);
  final Signal signal = new Signal();
  private final BandRest rest =
      BandRest.open(
          BandRestOptions.of(band.restUrl(), bot.apiKey())
              .withRetry(new RetrySettings(0, Duration.ofMillis(1), Duration.ofSeconds(1))));
  private final PlatformToolset toolset;

  ToolStage() {
    this(new AdapterFeatures(Set.of(Capability.values()), Set.of()));
  }

  ToolStage(AdapterFeatures features) {
    toolset = PlatformToolset.of(features);
    band.calls().keepBodies(true);
  }

  PlatformToolset toolset() {
    return toolset;
  }

  BandRest rest() {
    return rest;
  }

  /** Calls a tool; single quotes in the arguments stand for double ones. */
  ToolResult call(String tool, String arguments) {
    return toolset
        .bind(rest, known)
        .call(tool, JSON.readTree(arguments.replace('\'', '"')), signal);
  }

  /** The calls that Band got, without those that only read who is in the room. */
  List<CallLog.Call> calls() {
    return band.calls().calls(call -> !call.operation().equals("listAgentChatParticipants"));
  }

  /** The last call as one line: operation, query, body. */
  String lastCall() {
    List<CallLog.Call> calls = calls();
    if (calls.isEmpty()) {
      return "";
    }
    CallLog.Call call = calls.getLast();
    return (call.operation() + " " + call.query() + " " + call.requestBody())
        .replace(" null", "")
        .strip()
        .replaceAll("\\s+", " ");
  }

  @Override
  public void close() {
    rest.close();
    band.close();
  }

  static final class Signal implements TurnSignal {
    volatile boolean stopped;

    @Override
    public @Nullable Cause cause() {
      return stopped ? Cause.INTERRUPTED : null;
    }

    @Override
    public Subscription onRaised(Runnable action) {
      return () -> {};
    }
  }

  /** What the runtime knows of the room: not always the newest. */
  final class KnownRoom implements RoomHandle {
    private final boolean hub;
    final List<Participant> participants = new CopyOnWriteArrayList<>();
    int refreshes;

    KnownRoom(boolean hub) {
      this.hub = hub;
      participants.addAll(present());
    }

    private List<Participant> present() {
      List<Participant> all = new ArrayList<>();
      for (var each : room.participants()) {
        var identity = each.identity();
        all.add(
            new Participant(
                identity.id(),
                identity.name(),
                identity.type(),
                identity.handle(),
                null,
                each.role().wire()));
      }
      return all;
    }

    @Override
    public String roomId() {
      return room.id();
    }

    @Override
    public AgentIdentity self() {
      return new AgentIdentity(bot.id(), bot.name(), bot.handle(), alice.id(), "");
    }

    @Override
    public boolean hub() {
      return hub;
    }

    @Override
    public List<Participant> participants() {
      return List.copyOf(participants);
    }

    @Override
    public List<Participant> refreshParticipants() {
      refreshes++;
      participants.clear();
      participants.addAll(present());
      return participants();
    }

    @Override
    public void participantAdded(Participant participant) {
      participants.add(participant);
    }

    @Override
    public void participantRemoved(String participantId) {
      participants.removeIf(each -> each.id().equals(participantId));
    }

    @Override
    public List<HistoryEntry> historyBefore(String beforeMessageId) {
      return List.of();
    }
  }
}
