/**
 * A Band-compatible server in memory and an offline stand-in for the model: development, demos,
 * tests.
 *
 * <p>Never needed in production. Shares no code with the client it serves.
 */
@NullMarked
package ai.band.local;

import org.jspecify.annotations.NullMarked;
