/**
 * A Phoenix Channels v2 client.
 *
 * <p>Knows nothing of Band: topics and payloads are opaque here.
 */
@NullMarked
package ai.band.platform.phoenix;

import org.jspecify.annotations.NullMarked;
