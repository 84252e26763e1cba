package ai.band.adapter.codex.command;

import ai.band.adapter.codex.session.ThreadKeeper;
import java.util.List;

/** Shows what a thread has used. */
final class UsageCommand implements RoomCommand {
  private final ThreadKeeper keeper;

  UsageCommand(ThreadKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public List<String> words() {
    return List.of("usage");
  }

  @Override
  public List<String> help() {
    return List.of("/usage: tokens used by this room's thread");
  }

  @Override
  public String run(CommandCall call) {
    keeper.remember(call.session());
    String thread = call.session().slot().threadId();
    if (thread == null) {
      return "This room has no thread yet.";
    }
    String usage = call.session().telemetry().usageSummary();
    return "thread_id: "
        + thread
        + "\n"
        + (usage == null ? "No usage has been recorded yet." : "token_usage: " + usage);
  }
}
