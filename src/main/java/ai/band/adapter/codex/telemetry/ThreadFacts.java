package ai.band.adapter.codex.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What the room is told to remember of its thread.
 *
 * @param threadId the thread
 * @param instructionsHash what it was instructed with, when that is known
 * @param toolsHash what tools it has, when that is known
 */
public record ThreadFacts(
    String threadId, @Nullable String instructionsHash, @Nullable String toolsHash) {}
