/**
 * What every part of one room works with: its handle, its options, its exits, its clock.
 *
 * <p>Knows nothing of threads or turns; the packages beside it build on this one.
 */
@NullMarked
package ai.band.adapter.codex.room;

import org.jspecify.annotations.NullMarked;
