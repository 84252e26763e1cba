package ai.band.adapter.codex.command;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.EffectiveSandbox;
import ai.band.adapter.codex.room.RunningTurn;
import ai.band.adapter.codex.session.BoundThread;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.HostedClient;
import ai.band.adapter.codex.session.RoomSession;
import ai.band.adapter.codex.session.ThreadKeeper;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Shows how the room and its connection to Codex are doing. */
final class StatusCommand implements RoomCommand {
  private final CodexHost codex;
  private final ThreadKeeper keeper;

  StatusCommand(CodexHost codex, ThreadKeeper keeper) {
    this.codex = codex;
    this.keeper = keeper;
  }

  @Override
  public List<String> words() {
    return List.of("status");
  }

  @Override
  public List<String> help() {
    return List.of("/status: thread, model, sandbox, approvals and usage of this room");
  }

  @Override
  public String run(CommandCall call) {
    RoomSession session = call.session();
    keeper.remember(session);
    CodexAdapterConfig config = session.room().config();
    StringJoiner lines = new StringJoiner("\n");
    line(lines, "transport", config.transport().name().toLowerCase(Locale.ROOT));
    line(lines, "selected_model", selectedModel(session));
    line(lines, "configured_model", or(config.model(), "auto"));
    line(lines, "room_id", session.roomId());
    line(lines, "thread_id", or(session.slot().threadId(), "not mapped"));
    line(lines, "approval_policy", String.valueOf(config.approvalPolicy()));
    line(lines, "approval_mode", config.approvalMode().name().toLowerCase(Locale.ROOT));
    line(lines, "sandbox", EffectiveSandbox.of(config, session.room().overrides()).word());
    line(lines, "reasoning_effort", reasoningEffort(session));
    line(lines, "reasoning_summary", reasoningSummary(session));
    line(lines, "pending_approvals", String.valueOf(session.approvals().pending()));
    line(lines, "session_approvals", String.valueOf(session.approvals().sessionApprovals()));
    line(lines, "token_usage", or(session.telemetry().usageSummary(), "none"));
    line(lines, "turn_task_markers", String.valueOf(config.emitTurnTaskMarkers()));
    if (toolsOutdated(session)) {
      line(lines, "tools", "outdated: /thread archive gives a new thread with the current tools");
    }
    line(lines, "turn", turn(session.turn()));
    line(lines, "client", codex.state());
    return lines.toString();
  }

  /** Codex cannot change the tools that a thread was made with. */
  private static boolean toolsOutdated(RoomSession session) {
    BoundThread bound = session.slot().bound();
    String remembered = session.slot().rememberedToolsHash();
    return bound != null
        ? bound.toolsOutdated()
        : remembered != null && !remembered.equals(session.profile().toolsHash());
  }

  private String selectedModel(RoomSession session) {
    String chosen = session.room().overrides().model();
    if (chosen != null) {
      return chosen;
    }
    HostedClient client = codex.connected();
    if (client == null) {
      return or(session.room().config().model(), "unknown");
    }
    return client.modelIsGuessed()
        ? client.model() + " (a guess: Codex did not list its models)"
        : client.model();
  }

  private static String reasoningEffort(RoomSession session) {
    return or(
        session.room().overrides().effort(),
        or(session.room().config().reasoningEffort(), "default"));
  }

  private static String reasoningSummary(RoomSession session) {
    return or(
        session.room().overrides().summary(),
        or(session.room().config().reasoningSummary(), "default"));
  }

  private static String turn(@Nullable RunningTurn turn) {
    return turn == null
        ? "idle"
        : "running for " + turn.clock().worked().toSeconds() + " s" + paused(turn);
  }

  private static String paused(RunningTurn turn) {
    return turn.clock().isPaused() ? ", waiting for an answer" : "";
  }

  private static String or(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }

  private static void line(StringJoiner lines, String key, String value) {
    lines.add(key + ": " + value);
  }
}
