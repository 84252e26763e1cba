package ai.band.adapter.codex.room;

import ai.band.adapter.codex.config.SandboxMode;
import org.jspecify.annotations.Nullable;

/**
 * What a room has chosen for itself. Null means: as configured. Each choice holds for the room's
 * later turns and touches no other room. Safe from any thread.
 */
public final class RoomOverrides {
  private volatile @Nullable String model;
  private volatile @Nullable String effort;
  private volatile @Nullable String summary;
  private volatile @Nullable SandboxMode sandbox;

  /** The same choices, to be changed by themselves. */
  public RoomOverrides copy() {
    RoomOverrides copy = new RoomOverrides();
    copy.model = model;
    copy.effort = effort;
    copy.summary = summary;
    copy.sandbox = sandbox;
    return copy;
  }

  public @Nullable String model() {
    return model;
  }

  public void model(@Nullable String chosen) {
    model = chosen;
  }

  /** Reasoning effort, as the model lists it. */
  public @Nullable String effort() {
    return effort;
  }

  public void effort(@Nullable String chosen) {
    effort = chosen;
  }

  /** {@code auto}, {@code concise}, {@code detailed} or {@code none}. */
  public @Nullable String summary() {
    return summary;
  }

  public void summary(@Nullable String chosen) {
    summary = chosen;
  }

  public @Nullable SandboxMode sandbox() {
    return sandbox;
  }

  public void sandbox(@Nullable SandboxMode chosen) {
    sandbox = chosen;
  }
}
