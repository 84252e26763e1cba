/**
 * Whether the agents of this program work, told to whoever watches it: liveness, readiness and
 * metrics over HTTP. Knows agents and adapters by their states only, and nothing of the command
 * line.
 */
@NullMarked
package ai.band.app.health;

import org.jspecify.annotations.NullMarked;
