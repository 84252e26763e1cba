package ai.band.adapter.codex.telemetry;

import ai.band.codex.protocol.TurnError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a turn ended.
 *
 * @param status {@code completed}, {@code interrupted}, {@code failed}, or a word of a later
 *     version
 * @param error what Codex said went wrong, if anything
 * @param reason in plain words why it did not complete; null when it did
 * @param worked time at work, questions to people left out
 * @param partialText what there was of an answer when it did not complete; empty if nothing
 */
public record TurnEnd(
    String status,
    @Nullable TurnError error,
    @Nullable String reason,
    Duration worked,
    String partialText) {}
