package ai.band.api;

/** Hears who comes to a room and who leaves. */
@FunctionalInterface
public interface ParticipantListener {
  /**
   * Called after the change is known, by a thread that may be blocked for a short while. An
   * exception is logged and harms nothing.
   *
   * @param roomId the room
   * @param participant who; after a removal only the id may be known
   */
  void onChange(String roomId, Participant participant);
}
