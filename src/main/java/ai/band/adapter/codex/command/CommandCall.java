package ai.band.adapter.codex.command;

import ai.band.adapter.codex.session.RoomSession;
import ai.band.api.PlatformMessage;

/**
 * One use of a command.
 *
 * @param session the room it was written in
 * @param command the command and its arguments
 * @param message the message that holds it; its sender asks
 */
public record CommandCall(RoomSession session, SlashCommand command, PlatformMessage message) {
  /** What follows the command, trimmed. */
  public String arguments() {
    return command.arguments();
  }
}
