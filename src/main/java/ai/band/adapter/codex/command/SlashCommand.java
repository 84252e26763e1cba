package ai.band.adapter.codex.command;

/**
 * A message that is a command for the adapter itself.
 *
 * @param name the command without the slash, lower case
 * @param arguments what follows, trimmed; empty when nothing does
 */
public record SlashCommand(String name, String arguments) {}
