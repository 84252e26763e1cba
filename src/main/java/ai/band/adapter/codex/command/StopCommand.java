package ai.band.adapter.codex.command;

import ai.band.adapter.codex.turn.TurnRunner;
import java.util.List;

/** Ends the turn at work. */
final class StopCommand implements RoomCommand {
  private final TurnRunner turns;

  StopCommand(TurnRunner turns) {
    this.turns = turns;
  }

  @Override
  public List<String> words() {
    return List.of("stop");
  }

  @Override
  public List<String> help() {
    return List.of("/stop: end the running turn and its commands");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return true;
  }

  @Override
  public String run(CommandCall call) {
    return turns.supersede(call.session())
        ? "Stopped. Nothing more of that turn will be posted."
        : "No turn is running in this room.";
  }
}
