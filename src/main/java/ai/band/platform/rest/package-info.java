/**
 * Band's Agent API over HTTP: one shared client, typed records, bounded retries.
 *
 * <p>Knows nothing of sockets, rooms' workers or adapters.
 */
@NullMarked
package ai.band.platform.rest;

import org.jspecify.annotations.NullMarked;
