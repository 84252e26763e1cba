package ai.band.api;

import org.jspecify.annotations.Nullable;

/** Looks at every message before an adapter does. */
@FunctionalInterface
public interface Preprocessor {
  /**
   * Returns the message to work on: the same, a changed one, or null when nothing is to be done (it
   * then counts as processed). Called by the thread that will run the message; may block. An
   * exception counts as a failed attempt.
   *
   * @param message mention tokens are already replaced
   * @param room its room
   */
  @Nullable PlatformMessage process(PlatformMessage message, RoomHandle room);

  /** Passes every message on as it is. */
  static Preprocessor passThrough() {
    return (message, room) -> message;
  }
}
