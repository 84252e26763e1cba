package ai.band.codex.protocol;

import org.jspecify.annotations.Nullable;

/**
 * An event together with where it happened.
 *
 * @param threadId the thread it belongs to
 * @param turnId the turn it names, if any; may be a turn that ended long ago
 */
public record ThreadEvent(String threadId, @Nullable String turnId, TurnEvent event) {}
