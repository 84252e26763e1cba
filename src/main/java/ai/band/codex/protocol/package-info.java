/**
 * What is said between a client and {@code codex app-server}, as typed values: events, items,
 * errors, usage, and the requests that the server makes.
 *
 * <p>Everything here is read tolerantly. A field that is missing or has another type becomes {@code
 * null} or empty, an unknown kind becomes {@code Unknown} or {@code Unrecognised}, older spellings
 * are accepted, and the raw JSON stays at hand. Knows nothing of connections and processes.
 */
@NullMarked
package ai.band.codex.protocol;

import org.jspecify.annotations.NullMarked;
