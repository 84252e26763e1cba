/**
 * How messages travel to {@code codex app-server} and back: a child process spoken to over its
 * standard streams, or a WebSocket. Knows lines and frames, not what is in them.
 */
@NullMarked
package ai.band.codex.transport;

import org.jspecify.annotations.NullMarked;
