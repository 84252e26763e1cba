/**
 * A small HTTP/1.1 server on blocking sockets and virtual threads.
 *
 * <p>Knows requests, responses and upgrades; knows nothing of Band.
 */
@NullMarked
package ai.band.local.http;

import org.jspecify.annotations.NullMarked;
