/**
 * The platform tools offered to a model: one definition each, with schema and execution.
 *
 * <p>Knows nothing of Codex and nothing of workers.
 */
@NullMarked
package ai.band.tools;

import org.jspecify.annotations.NullMarked;
