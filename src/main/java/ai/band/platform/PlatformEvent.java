package ai.band.platform;

import ai.band.platform.rest.ChatMessage;
import ai.band.platform.rest.ChatParticipant;
import ai.band.platform.rest.Contact;
import ai.band.platform.rest.ContactRequests;
import org.jspecify.annotations.Nullable;

/**
 * What the platform tells an agent over the socket. Hints, not the truth: what matters can be read
 * again through {@link BandLink#rest()}.
 */
public sealed interface PlatformEvent {
  /** An event that belongs to one room. */
  sealed interface InRoom extends PlatformEvent {
    String roomId();
  }

  /** The agent became a participant of the room. */
  record RoomAdded(String roomId, @Nullable String title) implements InRoom {}

  /** The agent is no longer a participant of the room. */
  record RoomRemoved(String roomId) implements InRoom {}

  /** The room is gone; nothing more follows for it. */
  record RoomDeleted(String roomId) implements InRoom {}

  /** A text message that mentions the agent. */
  record MessageReceived(ChatMessage message) implements InRoom {
    @Override
    public String roomId() {
      return message.roomId();
    }
  }

  /** Somebody came into the room. */
  record ParticipantAdded(String roomId, ChatParticipant participant) implements InRoom {}

  /** Somebody left the room. */
  record ParticipantRemoved(String roomId, String participantId) implements InRoom {}

  /**
   * The task board of the room changed; read it again.
   *
   * @param change {@code task_created}, {@code task_updated} or {@code board_updated}
   * @param taskId null when the platform did not name one
   */
  record TasksChanged(String roomId, String change, @Nullable String taskId) implements InRoom {}

  /** Somebody asks to become a contact. */
  record ContactRequestReceived(ContactRequests.Received request) implements PlatformEvent {}

  /**
   * A contact request was decided; also an echo of the agent's own decision.
   *
   * @param status {@code approved}, {@code rejected}, {@code expired} or {@code cancelled}
   */
  record ContactRequestUpdated(String requestId, String status) implements PlatformEvent {}

  /** A contact came into being. */
  record ContactAdded(Contact contact) implements PlatformEvent {}

  /** A contact ended. */
  record ContactRemoved(String contactId) implements PlatformEvent {}

  /**
   * Something was missed: a payload that could not be read, events dropped, or a topic that was
   * down for a while.
   *
   * @param roomId the room to read again; null for the list of rooms
   */
  record ResyncNeeded(@Nullable String roomId) implements PlatformEvent {}
}
