package ai.band.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages of rooms into work of a model. Implemented by {@code CodexAdapter}; anyone may
 * write another.
 *
 * <p>Threads: {@link #onMessage} is called by one thread per room at a time, {@link #onCommand} by
 * another thread of the same room, also while {@code onMessage} runs. Different rooms call in
 * parallel. All calls may block.
 */
public interface AgentAdapter {
  /**
   * Called first, before the platform is asked anything: may begin what takes time to start. Must
   * not block. What goes wrong later shows in {@link #onStarted}; {@link #close} follows in any
   * case.
   */
  default void prepare() {}

  /**
   * Called once before any message. A failure fails the start of the agent.
   *
   * @throws InterruptedException when the start is given up
   */
  void onStarted(AgentStart start) throws InterruptedException;

  /** Which lane a message takes. Must not block. */
  default Lane laneOf(PlatformMessage message) {
    return Lane.WORK;
  }

  /**
   * Handles a message of the command lane. The outcome is marked like that of a turn.
   *
   * @throws InterruptedException when the room ends
   */
  default MessageOutcome onCommand(AdapterInput input) throws InterruptedException {
    return onMessage(input);
  }

  /**
   * Works on one message until it has its answer. An exception counts as a failure that may be
   * retried.
   *
   * @throws InterruptedException when the room ends
   */
  MessageOutcome onMessage(AdapterInput input) throws InterruptedException;

  /**
   * Whether the work in a room goes on only when a person decides something. A stop of the agent
   * does not wait for that: such a turn is told to end at once and its message is left for the next
   * start. Must not block.
   */
  default boolean waitsForPeople(String roomId) {
    return false;
  }

  /** The agent joined a room, or was in it at start. Must not block. */
  default void onRoomJoined(RoomHandle room) {}

  /** The room is gone or the agent left it: everything known of it is to be dropped. */
  default void onRoomLeft(String roomId) {}

  /**
   * The agent stops: release everything.
   *
   * @param timeout at most this long; null means no bound
   */
  void close(@Nullable Duration timeout);
}
