package ai.band.platform.rest;

import org.jspecify.annotations.Nullable;

/**
 * A task to put on the board.
 *
 * @param supersedesId UUID or number of the active task that this one replaces
 */
@WireRecord
public record TaskDraft(String subject, @Nullable String detail, @Nullable String supersedesId) {}
