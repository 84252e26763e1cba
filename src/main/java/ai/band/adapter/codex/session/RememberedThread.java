package ai.band.adapter.codex.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a room's history says of its Codex thread.
 *
 * @param threadId the thread to resume, or null when there is none
 * @param roomId the room named with it, when it was
 * @param createdAt when the thread was made, when that is known
 * @param instructionsHash what the thread was instructed with, when that is known
 * @param toolsHash what tools the thread has, when that is known
 */
public record RememberedThread(
    @Nullable String threadId,
    @Nullable String roomId,
    @Nullable Instant createdAt,
    @Nullable String instructionsHash,
    @Nullable String toolsHash) {

  /** Nothing is known. */
  public static final RememberedThread NONE = new RememberedThread(null, null, null, null, null);

  /** A thread of which only the id is known. */
  public static RememberedThread of(String threadId) {
    return new RememberedThread(threadId, null, null, null, null);
  }
}
