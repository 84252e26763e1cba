package ai.band.local.world;

import java.util.Set;

/** Hears what happens in the world; the sockets are one. */
public interface Audience {
  /**
   * Tells of an event. Called under the lock of the room or book concerned, so that events are
   * heard in the order in which they happened: must only queue, never wait.
   *
   * @return ids of the identities that a {@link WorldEvent.MessagePosted} was sent to; otherwise
   *     ignored
   */
  Set<String> tell(WorldEvent event);
}
