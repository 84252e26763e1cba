package ai.band.adapter.codex.command;

import java.util.List;

/** One slash command. One object serves all rooms; calls run in parallel, also during a turn. */
public interface RoomCommand {
  /** The words that call it, without the slash; the first one is its name. */
  List<String> words();

  /** One line for each form of the command, as {@code /help} shows it. */
  List<String> help();

  /** Whether only command operators may use it in this form. */
  default boolean isPrivileged(CommandCall call) {
    return false;
  }

  /**
   * Runs it.
   *
   * @return the reply, not blank
   * @throws InterruptedException when the room ends
   */
  String run(CommandCall call) throws InterruptedException;
}
