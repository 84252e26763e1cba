package ai.band.platform;

import org.jspecify.annotations.Nullable;

/** A room's topics could not be joined; none of them is joined now. */
public final class RoomJoinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String roomId;
  private final String reason;
  private final boolean retryable;

  RoomJoinException(String roomId, String reason, boolean retryable, @Nullable Throwable cause) {
    super(
        "Room "
            + roomId
            + " cannot be joined: "
            + reason
            + (retryable
                ? ". It may work later."
                : ". Check that the agent is a participant of the room."),
        cause);
    this.roomId = roomId;
    this.reason = reason;
    this.retryable = retryable;
  }

  public String roomId() {
    return roomId;
  }

  /** The platform's word, for instance {@code unauthorized}; or what happened instead. */
  public String reason() {
    return reason;
  }

  public boolean retryable() {
    return retryable;
  }
}
