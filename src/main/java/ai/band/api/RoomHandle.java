package ai.band.api;

import java.util.List;

/** A room as an adapter sees it. Implemented by the runtime; safe from any thread. */
public interface RoomHandle {
  /** The room's UUID. */
  String roomId();

  /** Who we are. */
  AgentIdentity self();

  /** Whether this is the private room in which the model decides about contact requests. */
  boolean hub();

  /** Everyone in the room as last known, the agent itself included. Never blocks. */
  List<Participant> participants();

  /**
   * Reads the participants from the platform and remembers them.
   *
   * @throws RuntimeException of the platform package when the platform cannot be asked
   */
  List<Participant> refreshParticipants();

  /** Remembers a participant that a tool has just added, ahead of the platform's own event. */
  void participantAdded(Participant participant);

  /** Forgets a participant that a tool has just removed, ahead of the platform's own event. */
  void participantRemoved(String participantId);

  /** Messages that wait for the one at work, oldest first. */
  default List<PlatformMessage> waiting() {
    return List.of();
  }

  /**
   * Drops a message that waits; it counts as processed.
   *
   * @return false when it does not wait any more
   */
  default boolean dropWaiting(String messageId) {
    return false;
  }

  /**
   * Everything this agent sent and every text that mentions it, oldest first, strictly before a
   * message. All pages are read, up to a stated bound; the newest entries are kept.
   *
   * @param beforeMessageId the message that is being answered
   * @throws RuntimeException of the platform package when the platform cannot be asked; never an
   *     empty list in that case
   */
  List<HistoryEntry> historyBefore(String beforeMessageId);

  /**
   * The same without an end: also what came after the message that is being answered. What an
   * earlier attempt at that message left behind is found there.
   *
   * @throws RuntimeException as {@link #historyBefore}
   */
  default List<HistoryEntry> history() {
    return historyBefore(""); // no message has this id
  }
}
