package ai.band.codex;

import ai.band.codex.protocol.ThreadItem;
import ai.band.codex.protocol.TokenUsage;
import ai.band.codex.protocol.TurnError;
import ai.band.codex.protocol.TurnStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole turn, for callers who do not want its stream.
 *
 * @param finalText the answer, null when there was none
 * @param items the completed items in their order
 * @param usage the thread's usage as last told in this turn
 */
public record TurnResult(
    String turnId,
    TurnStatus status,
    @Nullable String finalText,
    @Nullable TurnError error,
    List<ThreadItem> items,
    @Nullable TokenUsage usage) {}
