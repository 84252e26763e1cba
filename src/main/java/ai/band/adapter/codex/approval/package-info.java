/** What Codex asks the room, who may answer, and how long an answer holds. */
@NullMarked
package ai.band.adapter.codex.approval;

import org.jspecify.annotations.NullMarked;
