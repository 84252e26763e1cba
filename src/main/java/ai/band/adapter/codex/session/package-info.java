/** All state of one room: thread, overrides, usage, outbox. Dies with the room. */
@NullMarked
package ai.band.adapter.codex.session;

import org.jspecify.annotations.NullMarked;
