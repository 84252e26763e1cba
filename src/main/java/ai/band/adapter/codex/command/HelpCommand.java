package ai.band.adapter.codex.command;

import java.util.List;

/** Lists the commands. */
final class HelpCommand implements RoomCommand {
  private final List<RoomCommand> commands;

  HelpCommand(List<RoomCommand> commands) {
    this.commands = commands;
  }

  @Override
  public List<String> words() {
    return List.of("help");
  }

  @Override
  public List<String> help() {
    return List.of("/help: this list");
  }

  @Override
  public String run(CommandCall call) {
    StringBuilder text = new StringBuilder("Commands:");
    for (RoomCommand command : commands) {
      command.help().forEach(line -> text.append("\n- ").append(line));
    }
    return text.toString();
  }
}
