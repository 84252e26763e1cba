package ai.band.api;

import org.jspecify.annotations.Nullable;

/**
 * What happens with contact requests and changes.
 *
 * @param strategy who deals with them; default {@link ContactStrategy#DISABLED}
 * @param hubTaskId task that the hub room belongs to, or null
 * @param onEvent required for {@link ContactStrategy#CALLBACK}
 * @param broadcastChanges tell the model in every room, with its next message there, about new and
 *     removed contacts; works with every strategy; default false
 */
public record ContactEventConfig(
    ContactStrategy strategy,
    @Nullable String hubTaskId,
    @Nullable ContactCallback onEvent,
    boolean broadcastChanges) {

  /**
   * Checks that a callback is there when it is needed.
   *
   * @throws BandConfigException when it is not
   */
  public ContactEventConfig {
    if (strategy == ContactStrategy.CALLBACK && onEvent == null) {
      throw new BandConfigException(
          "strategy", "callback", "It needs on_event: set a callback, or choose hub_room.");
    }
  }

  /** Contacts are not looked at. */
  public static ContactEventConfig disabled() {
    return new ContactEventConfig(ContactStrategy.DISABLED, null, null, false);
  }

  /** The program decides. */
  public static ContactEventConfig callback(ContactCallback onEvent) {
    return new ContactEventConfig(ContactStrategy.CALLBACK, null, onEvent, false);
  }

  /** The model decides in a private room. */
  public static ContactEventConfig hubRoom() {
    return new ContactEventConfig(ContactStrategy.HUB_ROOM, null, null, false);
  }

  /** The same, with the hub room tied to a task. */
  public ContactEventConfig withHubTaskId(@Nullable String taskId) {
    return new ContactEventConfig(strategy, taskId, onEvent, broadcastChanges);
  }

  /** The same, telling or not telling the rooms. */
  public ContactEventConfig withBroadcastChanges(boolean broadcast) {
    return new ContactEventConfig(strategy, hubTaskId, onEvent, broadcast);
  }

  /** Whether contact events are of any use. */
  public boolean listens() {
    return strategy != ContactStrategy.DISABLED || broadcastChanges;
  }
}
