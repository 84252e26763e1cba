package ai.band.api;

import org.jspecify.annotations.Nullable;

/**
 * One message for an adapter, with all that belongs to it.
 *
 * @param message the message
 * @param room its room
 * @param participantsText who is in the room, when that changed since the model was last told
 * @param contactsText queued notices, one a line, when there are any
 * @param bootstrap whether the room has not yet had a successful turn in this process
 * @param redelivered whether an earlier attempt at this message may have run: it was found in
 *     processing, or a previous attempt failed
 * @param signal tells when the work must end
 * @param delivered to be run once the model has been given the texts above; until then they are
 *     offered again with the next message
 * @param takenNanos {@link System#nanoTime} when the room took the message up
 */
public record AdapterInput(
    PlatformMessage message,
    RoomHandle room,
    @Nullable String participantsText,
    @Nullable String contactsText,
    boolean bootstrap,
    boolean redelivered,
    TurnSignal signal,
    Runnable delivered,
    long takenNanos) {
  /** A message that is taken up now. */
  public AdapterInput(
      PlatformMessage message,
      RoomHandle room,
      @Nullable String participantsText,
      @Nullable String contactsText,
      boolean bootstrap,
      boolean redelivered,
      TurnSignal signal,
      Runnable delivered) {
    this(
        message,
        room,
        participantsText,
        contactsText,
        bootstrap,
        redelivered,
        signal,
        delivered,
        System.nanoTime());
  }
}
