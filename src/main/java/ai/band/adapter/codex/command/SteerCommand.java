package ai.band.adapter.codex.command;

import ai.band.adapter.codex.turn.TurnRunner;
import ai.band.api.AdapterInput;
import ai.band.api.Lane;
import ai.band.api.MessageOutcome;
import java.util.List;

/** Adds words to the turn at work; when it cannot take them they wait for their own turn. */
final class SteerCommand implements MessageCommand {
  private final TurnRunner turns;

  SteerCommand(TurnRunner turns) {
    this.turns = turns;
  }

  @Override
  public List<String> words() {
    return List.of("steer");
  }

  @Override
  public List<String> help() {
    return List.of("/steer <text>: add to the running turn");
  }

  @Override
  public boolean isPrivileged(CommandCall call) {
    return true;
  }

  @Override
  public Taken take(CommandCall call) throws InterruptedException {
    if (call.arguments().isEmpty()) {
      return new Taken(MessageOutcome.processed(), "Usage: /steer <text>");
    }
    AdapterInput words = withWords(call.input(), call.arguments());
    if (call.lane() == Lane.WORK) {
      return new Taken(turns.run(call.session(), words), "");
    }
    return turns.steer(call.session(), words)
        ? new Taken(MessageOutcome.processed(), "Added to the running turn.")
        : new Taken(new MessageOutcome.Queued(), "No turn can take it now; it is queued.");
  }

  private static AdapterInput withWords(AdapterInput input, String words) {
    return new AdapterInput(
        input.message().withContent(words),
        input.room(),
        input.participantsText(),
        input.contactsText(),
        input.bootstrap(),
        input.redelivered(),
        input.signal(),
        input.delivered());
  }
}
