package ai.band.adapter.codex.command;

import ai.band.adapter.codex.approval.AuditEntry;
import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.adapter.codex.room.EffectiveSandbox;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Shows what is allowed in a room, and what was decided. */
final class PermissionsCommand implements RoomCommand {
  private static final int SHOWN = 5;

  @Override
  public List<String> words() {
    return List.of("permissions");
  }

  @Override
  public List<String> help() {
    return List.of("/permissions: approval mode, sandbox, session approvals, last decisions");
  }

  @Override
  public String run(CommandCall call) {
    CodexAdapterConfig config = call.session().room().config();
    StringJoiner lines = new StringJoiner("\n");
    lines.add("approval_mode: " + config.approvalMode().name().toLowerCase(Locale.ROOT));
    lines.add("sandbox: " + EffectiveSandbox.of(config, call.session().room().overrides()).word());
    lines.add("approval_policy: " + config.approvalPolicy());
    List<String> session = call.approvals().sessionApprovals();
    if (!session.isEmpty()) {
      lines.add("session_approvals: " + session.size());
      session.stream().sorted().forEach(line -> lines.add("- " + line));
    }
    List<AuditEntry> audit = call.approvals().audit();
    if (!audit.isEmpty()) {
      lines.add("decisions: " + audit.size() + ", the last of them:");
      audit.subList(Math.max(0, audit.size() - SHOWN), audit.size()).stream()
          .map(PermissionsCommand::line)
          .forEach(lines::add);
    }
    return lines.toString();
  }

  private static String line(AuditEntry entry) {
    return "- "
        + entry.at()
        + " "
        + entry.requestId()
        + " "
        + entry.method()
        + ": "
        + entry.decision()
        + " by "
        + entry.decidedBy();
  }
}
