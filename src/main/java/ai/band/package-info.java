/**
 * The front door: an {@link ai.band.Agent} joins a Band identity to an adapter and runs it.
 *
 * <p>Few types, stable. Knows nothing of Codex and nothing of the command line.
 */
@NullMarked
package ai.band;

import org.jspecify.annotations.NullMarked;
