package ai.band.tools;

import ai.band.api.TurnSignal;
import ai.band.platform.rest.Mention;
import ai.band.platform.rest.MessageSent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts messages of the model into a room, each once, whatever happens on the way. */
@FunctionalInterface
public interface MessageSender {
  /**
   * Posts a message.
   *
   * @param signal once raised, nothing is sent any more
   * @return null when the signal was raised first
   * @throws InterruptedException when the turn ends while a post is to be repeated
   */
  @Nullable MessageSent send(String content, List<Mention> mentions, TurnSignal signal)
      throws InterruptedException;
}
