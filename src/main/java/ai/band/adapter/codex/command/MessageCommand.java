package ai.band.adapter.codex.command;

import ai.band.api.MessageOutcome;

/** A command whose words are for the model: it may become part of a turn, or one of its own. */
interface MessageCommand extends RoomCommand {
  /** How the message that holds the command ended, and what the room is told about it. */
  record Taken(MessageOutcome outcome, String reply) {}

  /**
   * Takes the words to the model.
   *
   * @throws InterruptedException when the room ends
   */
  Taken take(CommandCall call) throws InterruptedException;

  @Override
  default String run(CommandCall call) throws InterruptedException {
    return take(call).reply();
  }
}
