/**
 * What happens inside rooms: which rooms there are, one worker per room, message claims and
 * acknowledgement, history and participants.
 *
 * <p>Knows nothing of Codex.
 */
@NullMarked
package ai.band.runtime;

import org.jspecify.annotations.NullMarked;
