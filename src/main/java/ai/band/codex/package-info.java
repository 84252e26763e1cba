/**
 * A client of {@code codex app-server}: transports, JSON-RPC, threads and turns as streams of
 * events.
 *
 * <p>Useful without Band, of which it knows nothing.
 */
@NullMarked
package ai.band.codex;

import org.jspecify.annotations.NullMarked;
