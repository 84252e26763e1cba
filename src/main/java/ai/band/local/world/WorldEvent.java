package ai.band.local.world;

import java.time.Instant;

/** Something that happened and that somebody may want to hear of. */
public sealed interface WorldEvent {
  /** Somebody became a participant. */
  record RoomAdded(Identity to, Room room) implements WorldEvent {}

  /** Somebody is no participant any more. */
  record RoomRemoved(Identity to, Room room, Instant at) implements WorldEvent {}

  record RoomDeleted(Room room) implements WorldEvent {}

  record ParticipantAdded(Room room, Participant participant) implements WorldEvent {}

  record ParticipantRemoved(Room room, Participant participant) implements WorldEvent {}

  /** A text. */
  record MessagePosted(Room room, Entry entry) implements WorldEvent {}

  /** A text's delivery changed. */
  record MessageUpdated(Room room, Entry entry) implements WorldEvent {}

  record MessageDeleted(Room room, Entry entry) implements WorldEvent {}

  /** An entry that is not a text. */
  record EventPosted(Room room, Entry entry) implements WorldEvent {}

  record ContactRequestReceived(Identity to, ContactRequest request) implements WorldEvent {}

  record ContactRequestUpdated(Identity to, ContactRequest request) implements WorldEvent {}

  record ContactAdded(Contact contact) implements WorldEvent {}

  record ContactRemoved(Contact contact) implements WorldEvent {}

  record TaskCreated(Room room, BoardTask task) implements WorldEvent {}

  record TaskUpdated(Room room, BoardTask task) implements WorldEvent {}

  record BoardUpdated(Room room) implements WorldEvent {}

  /** A person interrupts, stops or resumes an agent. */
  record ControlSent(Control control) implements WorldEvent {}
}
