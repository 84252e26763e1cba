package ai.band.adapter.codex.room;

import ai.band.adapter.codex.config.CodexAdapterConfig;
import ai.band.api.AdapterFeatures;
import ai.band.api.AgentIdentity;
import ai.band.api.AgentMonitor;
import ai.band.api.RoomHandle;

/**
 * What the parts of one room are given when the room is opened.
 *
 * @param handle the room itself
 * @param config the adapter's options
 * @param features what is reported and offered
 * @param overrides what the room has chosen for itself
 * @param poster the only way to put something into the room
 * @param monitor hears what happens in the room
 */
public record RoomContext(
    RoomHandle handle,
    CodexAdapterConfig config,
    AdapterFeatures features,
    RoomOverrides overrides,
    RoomPoster poster,
    AgentMonitor monitor) {
  /** A room that nobody watches. */
  public RoomContext(
      RoomHandle handle,
      CodexAdapterConfig config,
      AdapterFeatures features,
      RoomOverrides overrides,
      RoomPoster poster) {
    this(handle, config, features, overrides, poster, AgentMonitor.NONE);
  }

  /** The room's UUID. */
  public String roomId() {
    return handle.roomId();
  }

  /** Who we are. */
  public AgentIdentity self() {
    return handle.self();
  }
}
