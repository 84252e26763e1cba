/** Codex items and notifications become Band events, through one ordered outbox per room. */
@NullMarked
package ai.band.adapter.codex.telemetry;

import org.jspecify.annotations.NullMarked;
