/**
 * The wire to Band: {@link ai.band.platform.BandLink} joins socket and REST and turns pushes into
 * {@link ai.band.platform.PlatformEvent}s.
 *
 * <p>Knows nothing of rooms' workers, adapters or Codex.
 */
@NullMarked
package ai.band.platform;

import org.jspecify.annotations.NullMarked;
