package ai.band.platform;

import java.time.Duration;
import java.util.Set;

/**
 * What happens on a {@link BandLink}. Calls about one topic come one at a time and in order;
 * different topics, and the connection, call at the same time.
 */
public interface LinkListener {
  /** Something happened. Called on the thread of its topic, which may block. */
  void onEvent(PlatformEvent event);

  /** People interrupt, stop or resume the agent. Never waits behind ordinary events. */
  void onControl(ControlSignal signal);

  /** Another connection took over: there is no reconnect and no {@link #onTerminated}. */
  void onSuperseded(Superseded superseded);

  /** The connection was lost, or a try to restore it failed; the next try follows. */
  default void onDisconnected(String reason, Duration retryIn) {}

  /**
   * Connected again, and every topic was tried.
   *
   * @param refusedTopics topics that are given up; rooms among them were reported by {@link
   *     #onRoomTopicLost}
   */
  default void onReconnected(Set<String> refusedTopics) {}

  /**
   * A topic of a room ended and is not joined again by itself. Ask through REST whether the room is
   * still there, then join it again.
   *
   * @param reason for instance {@code unauthorized}, {@code too many channels joined}, or {@code
   *     closed by the server}
   */
  default void onRoomTopicLost(String roomId, RoomTopic topic, String reason) {}

  /**
   * A topic of a room is not joined for now. It comes back by itself; nothing is heard meanwhile.
   */
  default void onRoomTopicDown(String roomId, RoomTopic topic) {}

  /** A topic of a room is joined, for the first time or again. */
  default void onRoomTopicUp(String roomId, RoomTopic topic) {}

  /** Control signals may have been missed although the connection held. */
  default void onControlMissed() {}

  /** The connection does not come back. Called at most once, and not after a close. */
  default void onTerminated(BandConnectionException failure) {}
}
