/** The socket side: WebSocket framing, Phoenix Channels v2 as a server, topic rights and pushes. */
@NullMarked
package ai.band.local.socket;

import org.jspecify.annotations.NullMarked;
