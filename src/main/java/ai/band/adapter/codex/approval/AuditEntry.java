package ai.band.adapter.codex.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One decision.
 *
 * @param requestId visible id
 * @param method what Codex called
 * @param decision what was answered
 * @param decidedBy who or what decided
 * @param deciderId UUID of the person; null when no person decided
 * @param at when
 * @param summary what was asked
 * @param sessionLevel whether it rests on, or made, a session approval
 */
public record AuditEntry(
    String requestId,
    String method,
    String decision,
    String decidedBy,
    @Nullable String deciderId,
    Instant at,
    String summary,
    boolean sessionLevel) {}
