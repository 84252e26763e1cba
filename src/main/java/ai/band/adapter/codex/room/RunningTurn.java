package ai.band.adapter.codex.room;

import ai.band.api.PlatformMessage;
import ai.band.api.TurnSignal;
import java.util.List;

/** A turn at work, as those see it who act on its behalf. Safe from any thread. */
public interface RunningTurn {
  /** The message that started it; its sender is the requester. */
  PlatformMessage message();

  /** Ids of everybody whose messages the turn works on, the requester among them. */
  List<String> contributors();

  /** The room's thread, also when a sub-agent of it asks. */
  String threadId();

  String turnId();

  /** The sandbox it runs in, whatever the room has chosen since for its later turns. */
  EffectiveSandbox sandbox();

  /** To be paused while a person is being asked. */
  TurnClock clock();

  /** To be asked before anything is posted. */
  PostGate gate();

  /** What earlier attempts at its message have posted. */
  default EarlierPosts earlierPosts() {
    return EarlierPosts.none(message().id());
  }

  /** Raised when the turn must end. */
  TurnSignal signal();

  /**
   * Ends the turn in Codex and silences it. Does not wait for the end.
   *
   * @param reason in a few words
   */
  void stop(String reason);
}
