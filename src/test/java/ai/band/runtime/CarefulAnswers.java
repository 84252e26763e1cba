package ai.band.runtime;

import ai.band.api.AdapterInput;
import ai.band.api.AgentStart;
import ai.band.api.MessageOutcome;
import ai.band.platform.rest.BandRest;
import ai.band.platform.rest.BandRestException;
import ai.band.platform.rest.Mention;
import java.util.List;
import java.util.Objects;

/**
 * Answers each message once whatever happens on the way: looks before it posts when an earlier post
 * may have got through. The runtime leaves this duty to adapters.
 */
final class CarefulAnswers implements ScriptedAdapter.Script {
  private static final int MOST_TRIES = 50;

  private final ScriptedAdapter adapter;

  CarefulAnswers(ScriptedAdapter adapter) {
    this.adapter = adapter;
  }

  @Override
  public MessageOutcome run(AdapterInput input) throws InterruptedException {
    AgentStart start = Objects.requireNonNull(adapter.start);
    String answer = "answer to " + input.message().id();
    boolean maybePosted = input.redelivered();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try {
        if (!maybePosted || !posted(start.rest(), input.message().roomId(), answer)) {
          maybePosted = true;
          start
              .rest()
              .sendMessage(
                  input.message().roomId(),
                  answer,
                  List.of(Mention.of(input.message().senderId(), null)));
        }
        input.delivered().run();
        return MessageOutcome.processed();
      } catch (BandRestException.Interrupted e) {
        throw new InterruptedException();
      } catch (BandRestException e) {
        if (input.signal().raised()) {
          return new MessageOutcome.LeftForReplay("told to end");
        }
      }
    }
    return MessageOutcome.failedForNow("the platform takes no answer");
  }

  private static boolean posted(BandRest rest, String roomId, String answer) {
    return rest.allContext(roomId, 50).stream().anyMatch(entry -> entry.content().endsWith(answer));
  }
}
