/**
 * What exists in a local Band and the rules it keeps: identities, rooms, messages, deliveries,
 * contacts, memories, task boards.
 *
 * <p>Knows nothing of HTTP, sockets or JSON shapes; it tells an {@link
 * ai.band.local.world.Audience} what happened.
 */
@NullMarked
package ai.band.local.world;

import org.jspecify.annotations.NullMarked;
