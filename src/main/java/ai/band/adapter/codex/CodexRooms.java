package ai.band.adapter.codex;

import ai.band.adapter.codex.approval.ApprovalRegistry;
import ai.band.adapter.codex.approval.ApprovalSetup;
import ai.band.adapter.codex.approval.NamedApprovers;
import ai.band.adapter.codex.command.CommandDesk;
import ai.band.adapter.codex.command.CommandList;
import ai.band.adapter.codex.command.SlashCommand;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.config.EffectiveFeatures;
import ai.band.adapter.codex.room.EarlierPosts;
import ai.band.adapter.codex.room.RoomContext;
import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.adapter.codex.room.RoomPoster;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.session.CodexCheckup;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.adapter.codex.session.IdleThreads;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.RoomSessions;
import ai.band.adapter.codex.session.ThreadKeeper;
import ai.band.adapter.codex.session.ThreadProfile;
import ai.band.adapter.codex.telemetry.CodexTelemetry;
import ai.band.adapter.codex.telemetry.OrderedOutbox;
import ai.band.adapter.codex.tool.ToolDesk;
import ai.band.adapter.codex.turn.RequestRouter;
import ai.band.adapter.codex.turn.SystemPrompt;
import ai.band.adapter.codex.turn.TurnRunner;
import ai.band.api.AdapterFeatures;
import ai.band.api.AdapterInput;
import ai.band.api.AgentStart;
import ai.band.api.BandConfigException;
import ai.band.api.Capability;
import ai.band.api.PlatformMessage;
import ai.band.api.RoomHandle;
import ai.band.api.TurnSignal;
import ai.band.codex.CodexException;
import ai.band.codex.ModelInfo;
import ai.band.platform.SecretMask;
import ai.band.tools.PlatformToolset;
import ai.band.tools.RoomTools;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The started adapter: everything that lives from the agent's start to its stop. */
final class CodexRooms {
  private static final Logger log = LoggerFactory.getLogger(CodexRooms.class);

  private final CodexAdapterConfig config;
  private final AdapterFeatures features;
  private final AgentStart start;
  private final PlatformToolset platformTools;
  private final ToolDesk tools;
  private volatile ThreadProfile profile;
  private volatile ThreadProfile hubProfile;
  private final SecretMask mask;
  private final CodexHost codex;
  private final RoomSessions sessions = new RoomSessions(this::open);
  private final RoomOverrides forNewRooms = new RoomOverrides();
  private final RoomDeparture departure;
  private final TurnRunner turns;
  private final CommandDesk commands;
  private final CodexCheckup checkup;
  private volatile NamedApprovers approvers = NamedApprovers.NONE;
  private volatile @Nullable IdleThreads idleThreads;

  /**
   * @param codex prepared before, with these settings
   */
  CodexRooms(CodexAdapterBuilder settings, AgentStart start, CodexHost codex) {
    this.config = settings.config();
    this.features = settings.effectiveFeatures();
    this.start = start;
    this.platformTools = PlatformToolset.of(features);
    this.tools = AdapterTools.desk(settings, platformTools);
    this.profile = profile(config, false);
    this.hubProfile = profile(config, true);
    this.mask = new SecretMask("[secret]"); // stars would change the look of a room's text
    settings.secrets().forEach(mask::register);
    this.codex = codex;
    this.checkup = new CodexCheckup(codex);
    this.departure = new RoomDeparture(sessions, codex);
    ThreadKeeper keeper = new ThreadKeeper(sessions, settings.historyConverter(), this::requestsOf);
    this.turns = new TurnRunner(codex, keeper, settings.confirmation());
    this.commands = new CommandDesk(CommandList.all(codex, sessions, keeper, turns, forNewRooms));
  }

  /** Starts Codex; afterwards messages may come. */
  void start() throws InterruptedException {
    config.warnings().forEach(warning -> log.warn("{}", warning));
    EffectiveFeatures.warnings(features).forEach(warning -> log.warn("{}", warning));
    approvers = NamedApprovers.lookUp(config, start.rest());
    ApprovalSetup.of(config, approvers).report();
    HostedClient client = codex.acquireFirst();
    if (config.reasoningEffortUnconfirmed()) {
      confirmEffort(client);
    }
    Duration idle = config.threadIdleUnloadS();
    if (idle != null) {
      idleThreads = IdleThreads.watch(sessions, idle);
    }
  }

  CodexState state() {
    int turns = 0;
    int approvals = 0;
    int events = 0;
    long lost = 0;
    for (RoomSession session : sessions.all()) {
      turns += session.turn() == null ? 0 : 1;
      approvals += session.approvals().pending();
      events += session.outbox().waiting();
      lost += session.outbox().undelivered();
    }
    return new CodexState(
        codex.condition(),
        codex.problem(),
        codex.starts(),
        codex.login().login(),
        codex.login().refusal(),
        turns,
        approvals,
        events,
        lost);
  }

  CodexCheckup checkup() {
    return checkup;
  }

  CodexHost codex() {
    return codex;
  }

  RoomSessions sessions() {
    return sessions;
  }

  TurnRunner turns() {
    return turns;
  }

  CommandDesk commands() {
    return commands;
  }

  /** The command in a message, if commands are obeyed and it holds one. */
  @Nullable SlashCommand command(PlatformMessage message) {
    return config.localCommandsEnabled() ? commands.parse(message) : null;
  }

  boolean isAtWork(String roomId) {
    RoomSession session = sessions.find(roomId);
    return session != null && session.turn() != null;
  }

  void leave(String roomId) {
    RoomSession session = sessions.find(roomId);
    if (session != null) {
      leave(session);
    }
  }

  private void leave(RoomSession session) {
    if (sessions.remove(session)) {
      departure.begin(session);
    }
  }

  /** The session of the room that a message came from. */
  RoomSession sessionOf(AdapterInput input) {
    RoomSession session = sessions.of(input.room());
    boolean left = input.signal().cause() == TurnSignal.Cause.ROOM_LEFT;
    if (left && session.room().handle().equals(input.room())) {
      leave(session); // the message was on its way, and has brought the session back
    }
    return session;
  }

  void close(@Nullable Duration timeout) {
    IdleThreads watch = idleThreads;
    if (watch != null) {
      watch.close();
    }
    Duration outboxes = timeout == null ? Duration.ofSeconds(30) : timeout;
    long begun = System.nanoTime();
    departure.all(outboxes);
    Duration limit = config.clientCloseTimeoutS();
    if (timeout != null) {
      Duration left = timeout.minusNanos(System.nanoTime() - begun);
      Duration atLeast = left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
      limit = limit == null || atLeast.compareTo(limit) < 0 ? atLeast : limit;
    }
    codex.close(limit);
  }

  private RoomSession open(RoomHandle handle) {
    RoomPoster poster =
        new RoomPoster(start.rest(), handle.roomId(), start.identity().id(), mask, start.monitor());
    RoomContext room =
        new RoomContext(handle, config, features, forNewRooms.copy(), poster, start.monitor());
    OrderedOutbox outbox = new OrderedOutbox(handle.roomId(), poster);
    return new RoomSession(
        room,
        () -> handle.hub() ? hubProfile : profile,
        outbox,
        new CodexTelemetry(room, outbox),
        new ApprovalRegistry(room, outbox, approvers));
  }

  private RequestRouter requestsOf(RoomSession session) {
    RoomPoster poster = session.room().poster();
    RoomTools tools =
        platformTools.bind(
            start.rest(),
            session.room().handle(),
            (text, mentions, signal) ->
                poster.send(text, mentions, earlierPosts(session), () -> !signal.raised()));
    return new RequestRouter(session, tools, this.tools);
  }

  private static EarlierPosts earlierPosts(RoomSession session) {
    RunningTurn turn = session.turn();
    return turn == null ? EarlierPosts.none("") : turn.earlierPosts();
  }

  /** New threads are made with it; others are told it with their next turn. */
  void instruct(CodexAdapterConfig changed) {
    profile = profile(changed, false);
    hubProfile = profile(changed, true);
  }

  private ThreadProfile profile(CodexAdapterConfig prompt, boolean hub) {
    AdapterFeatures offered = hub ? withContacts(features) : features;
    String text = SystemPrompt.render(prompt, offered, start.identity());
    return ThreadProfile.of(text, config.experimentalApi() ? tools.specs(hub) : List.of());
  }

  private static AdapterFeatures withContacts(AdapterFeatures features) {
    Set<Capability> offered = EnumSet.of(Capability.CONTACTS);
    offered.addAll(features.capabilities());
    return new AdapterFeatures(offered, features.emit());
  }

  private void confirmEffort(HostedClient client) {
    String effort = String.valueOf(config.reasoningEffort());
    try {
      List<ModelInfo> models = client.client().models();
      if (models.stream().noneMatch(model -> offers(model, client.model(), effort))) {
        throw new BandConfigException(
            "reasoning_effort",
            effort,
            "Model " + client.model() + " lists: " + efforts(models, client.model()) + ".");
      }
    } catch (CodexException e) {
      log.warn("reasoning_effort {} could not be checked: {}", effort, e.getMessage());
    }
  }

  private static boolean offers(ModelInfo model, String wanted, String effort) {
    return (model.model().equals(wanted) || model.id().equals(wanted))
        && model.efforts().contains(effort);
  }

  private static String efforts(List<ModelInfo> models, String wanted) {
    return models.stream()
        .filter(model -> model.model().equals(wanted) || model.id().equals(wanted))
        .findFirst()
        .map(model -> String.join(", ", model.efforts()))
        .orElse("nothing, it is unknown");
  }
}
