package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * Somebody a message is addressed to. {@code id} or {@code handle} is needed when sending, and the
 * id wins.
 *
 * @param handle without {@code @}
 */
@WireRecord
public record Mention(@Nullable String id, @Nullable String handle, @Nullable String name) {
  /** A mention of a participant whose handle may be unknown. */
  public static Mention of(String id, @Nullable String handle) {
    return new Mention(id, handle, null);
  }
}
