package ai.band.api;

import org.jspecify.annotations.Nullable;

/**
 * Tells a running turn that it must end. Raised at most once; safe from any thread.
 *
 * <p>After it is raised nothing more of the turn may be posted to the room.
 */
public interface TurnSignal {
  /** Why a turn must end. */
  enum Cause {
    /** A person interrupted it; the message counts as processed. */
    INTERRUPTED,
    /** A person stopped the agent in this room; the message is left for replay. */
    STOPPED,
    /** The room is gone, or the agent is no longer in it. */
    ROOM_LEFT,
    /** The program stops; the message is left for the next start. */
    SHUTTING_DOWN
  }

  /** The reason, or null while the turn may go on. */
  @Nullable Cause cause();

  /** Whether the turn must end. */
  default boolean raised() {
    return cause() != null;
  }

  /**
   * Runs an action when the signal is raised, on a thread of its own; at once when it already is.
   *
   * @return removes the action again
   */
  Subscription onRaised(Runnable action);

  /** Removes an action. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
