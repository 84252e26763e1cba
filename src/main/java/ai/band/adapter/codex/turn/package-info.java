/** Message in, turn out, reply. */
@NullMarked
package ai.band.adapter.codex.turn;

import org.jspecify.annotations.NullMarked;
