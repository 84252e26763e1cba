package ai.band.api;

import org.jspecify.annotations.Nullable;

/** Something happened to the agent's contacts. It belongs to the agent, not to a room. */
public sealed interface ContactEvent {
  /** Id of the request or of the contact. */
  String id();

  /**
   * Somebody wants to be a contact.
   *
   * @param fromHandle the requester, without {@code @}
   * @param fromName display name, when known
   * @param message at most 500 characters of untrusted text
   */
  record RequestReceived(
      String id, @Nullable String fromHandle, @Nullable String fromName, @Nullable String message)
      implements ContactEvent {}

  /**
   * A request was decided or withdrawn; also an echo of the agent's own decision.
   *
   * @param status {@code approved}, {@code rejected}, {@code expired} or {@code cancelled}
   * @param received true for a request to the agent, false for one of its own, null when unknown
   * @param handle the other side, when known
   * @param name display name of the other side, when known
   */
  record RequestUpdated(
      String id,
      String status,
      @Nullable Boolean received,
      @Nullable String handle,
      @Nullable String name)
      implements ContactEvent {}

  /**
   * There is a new contact.
   *
   * @param type {@code User} or {@code Agent}
   */
  record Added(String id, @Nullable String handle, @Nullable String name, String type)
      implements ContactEvent {}

  /** A contact is gone. */
  record Removed(String id) implements ContactEvent {}
}
