package ai.band.adapter.codex.command;

import ai.band.adapter.codex.room.RoomOverrides;
import ai.band.adapter.codex.session.CodexHost;
import ai.band.adapter.codex.session.RoomSessions;
import ai.band.adapter.codex.session.ThreadKeeper;
import ai.band.adapter.codex.turn.TurnRunner;
import java.util.ArrayList;
import java.util.List;

/** All commands, in the order in which {@code /help} shows them. */
public final class CommandList {
  private CommandList() {}

  /**
   * Makes them.
   *
   * @param keeper knows what thread a room had before
   * @param forNewRooms what rooms that are opened later begin with
   */
  public static List<RoomCommand> all(
      CodexHost codex,
      RoomSessions sessions,
      ThreadKeeper keeper,
      TurnRunner turns,
      RoomOverrides forNewRooms) {
    RoomChoices choices = new RoomChoices(sessions, forNewRooms);
    List<RoomCommand> commands = new ArrayList<>();
    commands.add(new StatusCommand(codex, keeper));
    commands.add(new WhoamiCommand());
    commands.add(new ModelCommand(codex, choices));
    commands.add(new ReasoningCommand(codex, choices));
    commands.add(new SandboxCommand(choices));
    commands.add(new PermissionsCommand());
    commands.add(new ApprovalsCommand());
    commands.addAll(DecisionCommand.all());
    commands.add(new AnswerCommand());
    commands.add(new StopCommand(turns));
    commands.add(new SteerCommand(turns));
    commands.add(new QueueCommand());
    commands.add(new ThreadCommand(sessions, keeper));
    commands.add(new CompactCommand());
    commands.add(new UsageCommand(keeper));
    return commands;
  }
}
