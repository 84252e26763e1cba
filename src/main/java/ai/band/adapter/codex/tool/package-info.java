/** The tools that Codex may call in a room: the platform's, the adapter's own, the user's. */
@NullMarked
package ai.band.adapter.codex.tool;

import org.jspecify.annotations.NullMarked;
